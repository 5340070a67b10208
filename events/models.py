"""Events."""

from django.db import models
from django.db.models import Q

from hkinno.registry.constraints import ends_after_it_begins, holds
from hkinno.registry.models import MatchingRules, Record, parent_link
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices, Label, one_of
from hkinno.registry.vocabularies.properties import Property


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


class Event(Record):
    """A conference, exhibition, signing, opening, reorganisation or milestone."""

    RESOURCE = "events"
    LABEL = Label("事件", "Events")
    VIEWSET = "events.views.EventViewSet"
    KIND_CHOICES = EventKind
    PROPERTIES = Record.PROPERTIES | {
        "starts": Property("date", "開始", "Starts"),
        "ends": Property("date", "結束日期", "Ends"),
        "edition": Property("integer", "屆次", "Edition"),
    }
    PLANNED_DATES = ("ends", "starts")
    EXAMPLE_ID = "innotech-expo-2016"
    MATCHING = MatchingRules(is_numbered=True)
    SCHEMA_ORG_TYPE = "Event"
    SCHEMA_ORG_TYPE_BY_KIND = {"exhibition": "ExhibitionEvent", "conference": "BusinessEvent"}
    SCHEMA_ORG_TERMS = Record.SCHEMA_ORG_TERMS | {
        "part_of": "superEvent",
        "starts": "startDate",
        "ends": "endDate",
    }

    SCHEMA_ORG_ROLES = {
        "organiser": "organizer",
        "co-organiser": "organizer",
        "venue": "location",
        "host-city": "location",
        "speaker": "performer",
        "supporter": "sponsor",
        "participant": "attendee",
    }

    record_ptr = parent_link()
    kind = models.CharField(max_length=40, choices=EventKind)
    starts = PartialDateField(null=True, blank=True)
    ends = PartialDateField(null=True, blank=True)
    edition = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("event", "kind", EventKind),
            ends_after_it_begins("event", "ends", "starts", "ends_after_it_starts"),
            holds(
                "event_edition_counts_from_one",
                Q(edition=None) | Q(edition__gte=1),
                "The edition number must be at least 1.",
            ),
        ]
