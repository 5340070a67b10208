"""The roles of relations, and which resources each may join."""

from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices

# One letter a resource, for a table that can be read at a glance.
LETTERS = {
    "I": "institutions",
    "L": "labs",
    "F": "facilities",
    "H": "people",
    "P": "programmes",
    "A": "awards",
    "T": "targets",
    "N": "indicators",
    "O": "observations",
    "E": "events",
    "W": "places",
}


class Role(BilingualChoices):
    """The roles of relations, each with the resources of its subjects and of its objects."""

    subjects: frozenset[str]
    objects: frozenset[str]

    def __new__(cls, value: str, subjects: str, objects: str, label_zh: str) -> "Role":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label_zh = label_zh
        member.subjects = frozenset(LETTERS[letter] for letter in subjects)
        member.objects = frozenset(LETTERS[letter] for letter in objects)
        return member

    PARTNER = "partner", "ILFP", "ILF", "合作夥伴", "Partner"
    PREDECESSOR = "predecessor", "ILFPE", "ILFPE", "前身", "Predecessor"
    TENANT = "tenant", "F", "IL", "租戶", "Tenant"
    MEMBER = "member", "ILFPEW", "ILFW", "成員", "Member"
    POST = "post", "H", "ILFP", "職位", "Post"
    ALUMNUS = "alumnus", "H", "I", "校友", "Alumnus"
    VENUE = "venue", "E", "FI", "場地", "Venue"
    ORGANISER = "organiser", "E", "IWH", "主辦", "Organiser"
    CO_ORGANISER = "co-organiser", "E", "IWH", "合辦", "Co-organiser"
    SUPPORTER = "supporter", "E", "IWH", "支持", "Supporter"
    HOST_CITY = "host-city", "E", "W", "主辦城市", "Host city"
    SIGNATORY = "signatory", "EP", "IH", "簽署方", "Signatory"
    SPEAKER = "speaker", "E", "HIL", "講者", "Speaker"
    GUEST = "guest", "E", "HIL", "嘉賓", "Guest"
    PARTICIPANT = "participant", "E", "HIL", "參與者", "Participant"
    ABOUT = "about", "E", "ILFHPATNOEW", "關於", "About"
    SUPPORTS = "supports", "PI", "LFEPI", "支持對象", "Supports"
    RECIPIENT = "recipient", "A", "ILHF", "受助者", "Recipient"
    FOUNDER = "founder", "ILFP", "HI", "創辦者", "Founder"
    DEVELOPS = "develops", "ILH", "PFLI", "研發", "Develops"
    WORKS_WITH = "works-with", "IHLF", "IHLF", "共事", "Works with"
    CONNECTS = "connects", "F", "WF", "連接", "Connects"
    COVERS = "covers", "PFW", "W", "涵蓋", "Covers"
    OPERATES_IN = "operates-in", "ILH", "WF", "營運地點", "Operates in"
    PARTICIPATES_IN = "participates-in", "ILH", "PFEW", "參與", "Participates in"
    ELIGIBLE_REGION = "eligible-region", "PF", "W", "開放予", "Eligible region"
    AWARDED = "awarded", "IHL", "P", "獲獎", "Awarded"

    @property
    def is_within_a_resource(self) -> bool:
        """Whether both records must be of one kind."""
        return self is Role.PREDECESSOR

    def may_join(self, subject: str, obj: str) -> bool:
        """Whether it may lead from a record of one resource to one of another."""
        if self.is_within_a_resource and subject != obj:
            return False
        return subject in self.subjects and obj in self.objects
