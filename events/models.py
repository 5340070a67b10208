"""What happens, and when."""

from django.db import models
from django.db.models import Q

from hkinno.registry.constraints import ends_after_it_begins, holds
from hkinno.registry.models import Record, RecordQuerySet, parent_link
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.vocabularies.choices import BilingualChoices, one_of
from hkinno.registry.vocabularies.record_terms import Resource


class EventKind(BilingualChoices):
    CONFERENCE = "conference", "會議", "Conference"
    FORUM = "forum", "論壇", "Forum"
    EXHIBITION = "exhibition", "展覽", "Exhibition"
    COMPETITION = "competition", "比賽", "Competition"
    SIGNING = "signing", "簽署", "Signing"
    OPENING = "opening", "啟用", "Opening"
    LAUNCH = "launch", "推出", "Launch"
    ESTABLISHMENT = "establishment", "成立", "Establishment"
    REORGANISATION = "reorganisation", "重組", "Reorganisation"
    RENAMING = "renaming", "改名", "Renaming"
    APPOINTMENT = "appointment", "任命", "Appointment"
    MILESTONE = "milestone", "里程碑", "Milestone"
    MEETING = "meeting", "會面", "Meeting"
    VISIT = "visit", "訪問", "Visit"
    EXCHANGE = "exchange", "交流", "Exchange"
    ANNOUNCEMENT = "announcement", "公布", "Announcement"
    INTERVIEW = "interview", "訪問（傳媒）", "Interview"
    SPEECH = "speech", "講話", "Speech"
    PROPOSAL = "proposal", "提議", "Proposal"
    AWARD_CEREMONY = "award-ceremony", "頒獎", "Award ceremony"
    PUBLICATION = "publication", "發表", "Publication"
    LISTING = "listing", "上市", "Listing"


class EventQuerySet(RecordQuerySet):
    def for_api(self) -> "EventQuerySet":
        """With all that the API shows of an event, in four queries however many there are."""
        return self.with_evidence()


class Event(Record):
    """A conference, exhibition, signing, opening, reorganisation or milestone."""

    RESOURCE = Resource.EVENTS

    record_ptr = parent_link()
    kind = models.CharField(max_length=40, choices=EventKind)
    starts = PartialDateField(null=True, blank=True)
    ends = PartialDateField(null=True, blank=True)
    edition = models.PositiveIntegerField(null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("event", "kind", EventKind),
            ends_after_it_begins("event", "ends", "starts", "ends_after_it_starts"),
            holds(
                "event_edition_counts_from_one",
                Q(edition=None) | Q(edition__gte=1),
                "The first edition is 1.",
            ),
        ]
