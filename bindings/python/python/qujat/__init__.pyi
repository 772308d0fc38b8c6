# The types of the package, for editors and type checkers: what the generator writes leaves some of them out. The tests
# compare this with the package itself; what each thing means stands there.

import enum
from typing import ClassVar, TypeAlias, type_check_only

__all__ = [
    "AccessAdmission",
    "AccessAnswer",
    "AccessChannel",
    "AccessDecision",
    "AccessGround",
    "AccessObligation",
    "AccessRequest",
    "AccessScreen",
    "Answer",
    "Answers",
    "Audience",
    "BinKind",
    "BleMethod",
    "CardTheme",
    "CheckName",
    "CheckOutcome",
    "CheckResult",
    "ChildVerdict",
    "Clock",
    "CodeKind",
    "CompleteRequisites",
    "Conclusion",
    "ConsentDocument",
    "ConsentQuestion",
    "ConsentReply",
    "ConsentRequest",
    "ConsentState",
    "ConsentWay",
    "DeviceError",
    "DeviceKey",
    "DisplayForm",
    "DocumentAsked",
    "DocumentShelf",
    "DocumentSignatory",
    "DocumentVerdict",
    "ElementAsked",
    "ElementName",
    "FoundCode",
    "GrantStatement",
    "GrantVerdict",
    "Holder",
    "InputError",
    "InternalError",
    "Journal",
    "JournalMark",
    "JournalVerdict",
    "KazakhLatin",
    "Language",
    "LinkingApplication",
    "LinkingRefusal",
    "LookupAnswerKind",
    "LookupVerdict",
    "MobileNumber",
    "NfcHandover",
    "NfcMethod",
    "ObligationKind",
    "PlatformError",
    "Point",
    "Presentation",
    "PresentationOptions",
    "PresentationReceiver",
    "PresentationStep",
    "PresentationVerdict",
    "ProximityAnswer",
    "ProximityAsked",
    "ProximityHolder",
    "ProximityMethods",
    "ProximityReader",
    "ProximityRequest",
    "ProximityShown",
    "QrSymbol",
    "QrUse",
    "RandomSource",
    "ReaderIdentity",
    "ReaderTrustLevel",
    "ReceivedDocument",
    "RegistrationChannel",
    "Report",
    "RequisiteLine",
    "RequisiteParts",
    "RequisitesChannel",
    "RequisitesService",
    "ResultLookup",
    "ResultStatement",
    "Scanner",
    "SealProof",
    "SealStatement",
    "SealVerdict",
    "SeenDocument",
    "ServiceTime",
    "ShelfChange",
    "ShelfGroup",
    "ShelfGroupKind",
    "ShelfItem",
    "ShelfOrder",
    "ShelfQuery",
    "SignatureAlgorithm",
    "SignatureProvider",
    "StatusListFile",
    "TimeSource",
    "TrustMaterial",
    "Verdict",
    "VerdictWarning",
    "VerifiedDocument",
    "Verifier",
    "VerifierPolicy",
    "ViewBadge",
    "ViewBadgeKind",
    "ViewEmphasis",
    "ViewLine",
    "ViewModel",
    "ViewOptions",
    "ViewPerson",
    "ViewPortrait",
    "ViewRow",
    "ViewRowKind",
    "ViewSection",
    "ViewStatement",
    "ViewTone",
    "Viewer",
    "__version__",
    "bin_kind",
    "code_kind",
    "complete_requisites",
    "consent_reply",
    "consent_reply_text",
    "consent_state_text",
    "device_key_for_issuer",
    "gost_512",
    "linking_consents",
    "linking_refusal_text",
    "mobile_number",
    "registration_channel_text",
    "sign_linking_application",
    "warning_text",
]

__version__: str

_Bytes: TypeAlias = bytes
_List: TypeAlias = list

# Verifying

class Verifier:
    def __init__(self, trust: TrustMaterial, now: int, policy: VerifierPolicy | None = ...) -> None: ...
    @classmethod
    def with_signature_provider(
        cls, trust: TrustMaterial, provider: SignatureProvider, now: int, policy: VerifierPolicy | None = ...
    ) -> Verifier: ...
    def decide(
        self, document: VerifiedDocument, request: AccessRequest, language: Language, now: int
    ) -> AccessDecision: ...
    def consent_question(
        self, request: ConsentRequest, way: ConsentWay, until: int, language: Language, now: int
    ) -> ConsentQuestion: ...
    def trusted_time(self) -> int | None: ...
    def verify_lookup(
        self, lookup: ResultLookup, answer: bytes, language: Language, now: int
    ) -> LookupVerdict: ...
    def verify_journal(
        self, owner: str, marks: list[bytes], checkpoint: bytes | None, language: Language, now: int
    ) -> JournalVerdict: ...
    def verify_document(self, document: bytes, expected_subject: str | None, now: int) -> DocumentVerdict: ...
    def verify_documents(self, documents: list[bytes], now: int) -> list[DocumentVerdict]: ...
    def verify_grant(self, link: str, now: int) -> GrantVerdict: ...
    def verify_presentation(
        self,
        presentation: bytes,
        now: int,
        challenge: str | None = ...,
        organisation: str | None = ...,
        expected_subject: str | None = ...,
    ) -> PresentationVerdict: ...
    def verify_seal(
        self, text: str, document_digest: bytes | None, language: Language, now: int
    ) -> SealVerdict: ...

class TrustMaterial:
    anchors: list[bytes]
    signers: list[bytes]
    lists: list[bytes]
    status_lists: list[StatusListFile]
    trusted_time: int | None
    national_anchors: list[bytes]
    vicals: list[bytes]
    vical_roots: list[bytes]
    crls: list[bytes]
    require_revocation: bool
    forms: list[bytes]
    def __init__(
        self,
        *,
        anchors: list[bytes] = ...,
        signers: list[bytes] = ...,
        lists: list[bytes] = ...,
        status_lists: list[StatusListFile] = ...,
        trusted_time: int | None = ...,
        national_anchors: list[bytes] = ...,
        vicals: list[bytes] = ...,
        vical_roots: list[bytes] = ...,
        crls: list[bytes] = ...,
        require_revocation: bool = ...,
        forms: list[bytes] = ...,
    ) -> None: ...

class StatusListFile:
    bytes: _Bytes
    fetched_at: int
    def __init__(self, *, bytes: _Bytes, fetched_at: int) -> None: ...

class VerifierPolicy:
    revocation_required: bool
    warn_after_days: int
    refuse_after_days: int
    def __init__(
        self, *, revocation_required: bool = ..., warn_after_days: int = ..., refuse_after_days: int = ...
    ) -> None: ...

class DocumentSignatory:
    name: str | None
    iin: str | None
    organisation: str | None
    bin: str | None
    chief_executive: bool
    may_sign: bool
    def __init__(
        self,
        *,
        name: str | None,
        iin: str | None,
        organisation: str | None,
        bin: str | None,
        chief_executive: bool,
        may_sign: bool,
    ) -> None: ...

class DocumentVerdict:
    report: Report
    document: VerifiedDocument | None
    status_list: str | None
    def __init__(
        self, *, report: Report, document: VerifiedDocument | None, status_list: str | None
    ) -> None: ...

class SealVerdict:
    report: Report
    seal: SealStatement | None
    signatory: DocumentSignatory | None
    proof: SealProof
    explanation: str
    def __init__(
        self,
        *,
        report: Report,
        seal: SealStatement | None,
        signatory: DocumentSignatory | None,
        proof: SealProof,
        explanation: str,
    ) -> None: ...

class SealProof(enum.Enum):
    DOCUMENT = 0
    PAPER = 1
    NOTHING = 2

class SealStatement:
    number: str
    received: str
    recipient: str
    body: str
    body_bin: str
    official: str
    office: str
    doc_type: str
    expires: str | None
    def __init__(
        self,
        *,
        number: str,
        received: str,
        recipient: str,
        body: str,
        body_bin: str,
        official: str,
        office: str,
        doc_type: str,
        expires: str | None,
    ) -> None: ...

class GrantVerdict:
    report: Report
    grant: GrantStatement | None
    def __init__(self, *, report: Report, grant: GrantStatement | None) -> None: ...

class GrantStatement:
    host: str
    doc_types: list[str]
    expires_at: int
    def __init__(self, *, host: str, doc_types: list[str], expires_at: int) -> None: ...

class Report:
    verdict: Verdict
    checks: list[CheckResult]
    decisive: CheckResult | None
    answers: Answers
    warnings: list[VerdictWarning]
    def __init__(
        self,
        *,
        verdict: Verdict,
        checks: list[CheckResult],
        decisive: CheckResult | None,
        answers: Answers,
        warnings: list[VerdictWarning],
    ) -> None: ...

class Answers:
    authentic: Answer
    subject: Answer
    unchanged: Answer
    def __init__(self, *, authentic: Answer, subject: Answer, unchanged: Answer) -> None: ...

class Answer(enum.Enum):
    YES = 0
    NO = 1
    UNKNOWN = 2

class VerdictWarning(enum.Enum):
    TRUST_LIST_OLD = 0
    REVOCATION_UNKNOWN = 1

class CheckResult:
    name: CheckName
    outcome: CheckOutcome
    reason: str | None
    def __init__(self, *, name: CheckName, outcome: CheckOutcome, reason: str | None) -> None: ...

class Verdict(enum.Enum):
    VALID = 0
    INVALID = 1
    UNKNOWN = 2

class CheckName(enum.Enum):
    STRUCTURE = 0
    ISSUER_TRUSTED = 1
    ISSUER_ENTITLED = 2
    SIGNATURE = 3
    DIGESTS = 4
    DOC_TYPE = 5
    VALIDITY = 6
    SUBJECT = 7
    DEVICE = 8
    REVOCATION = 9
    SIGNER_REVOCATION = 10
    SEAL_BINDING = 11
    TRUST_DATA = 12
    FRESHNESS = 13
    AUDIENCE = 14
    CHALLENGE = 15
    REPLAY = 16
    CLOCK = 17
    ISSUING_COUNTRY = 18

class CheckOutcome(enum.Enum):
    PASSED = 0
    FAILED = 1
    NOT_DONE = 2

def warning_text(warning: VerdictWarning, language: Language) -> str: ...

# Showing

class VerifiedDocument:
    def card_svg(
        self,
        language: Language,
        audience: Audience,
        theme: CardTheme,
        seal: QrSymbol | None,
        now: int,
        form: DisplayForm | None = ...,
        options: ViewOptions | None = ...,
    ) -> str: ...
    def digest(self) -> bytes: ...
    def doc_type(self) -> str: ...
    def is_current(self, now: int) -> bool: ...
    def issuer(self, language: Language) -> str: ...
    def signatory(self) -> DocumentSignatory | None: ...
    def subject(self) -> str | None: ...
    def valid_from(self) -> int: ...
    def valid_until(self) -> int: ...
    def view(
        self,
        language: Language,
        audience: Audience,
        now: int,
        form: DisplayForm | None = ...,
        options: ViewOptions | None = ...,
    ) -> ViewModel: ...

class ViewOptions:
    latin: KazakhLatin | None
    revoked: bool
    revealed: bool
    def __init__(
        self, *, latin: KazakhLatin | None = ..., revoked: bool = ..., revealed: bool = ...
    ) -> None: ...

class KazakhLatin(enum.Enum):
    DECREE = 0
    DRAFT = 1

class DisplayForm:
    @classmethod
    def from_json(cls, json: str) -> DisplayForm: ...
    def doc_type(self) -> str: ...
    def not_understood(self) -> list[str]: ...

class Language(enum.Enum):
    KAZAKH = 0
    RUSSIAN = 1
    ENGLISH = 2

class Audience(enum.Enum):
    HOLDER = 0
    THIRD_PARTY = 1

class CardTheme(enum.Enum):
    AUTO = 0
    LIGHT = 1
    DARK = 2

class ViewModel:
    doc_type: str
    form_version: int
    colours: str
    title: str
    issuer: str
    badges: list[ViewBadge]
    validity: str
    portrait: ViewPortrait | None
    signature: ViewPortrait | None
    sections: list[ViewSection]
    statement: ViewStatement | None
    signed_by: str | None
    shown_at: str
    accessibility: str
    def __init__(
        self,
        *,
        doc_type: str,
        form_version: int,
        colours: str,
        title: str,
        issuer: str,
        badges: list[ViewBadge],
        validity: str,
        portrait: ViewPortrait | None,
        signature: ViewPortrait | None,
        sections: list[ViewSection],
        statement: ViewStatement | None,
        signed_by: str | None,
        shown_at: str,
        accessibility: str,
    ) -> None: ...

class ViewBadge:
    id: str
    kind: ViewBadgeKind
    tone: ViewTone
    text: str
    def __init__(self, *, id: str, kind: ViewBadgeKind, tone: ViewTone, text: str) -> None: ...

class ViewBadgeKind:
    VALID: ClassVar[type[_BadgeWithoutDays]]
    EXPIRES_IN: ClassVar[type[_BadgeWithDays]]
    LAST_DAY: ClassVar[type[_BadgeWithoutDays]]
    EXPIRED: ClassVar[type[_BadgeWithoutDays]]
    NOT_YET: ClassVar[type[_BadgeWithoutDays]]
    UPDATE_NEEDED: ClassVar[type[_BadgeWithoutDays]]
    REVOKED: ClassVar[type[_BadgeWithoutDays]]
    MINOR: ClassVar[type[_BadgeWithoutDays]]
    OF_FORM: ClassVar[type[_BadgeWithoutDays]]
    def is_valid(self) -> bool: ...
    def is_expires_in(self) -> bool: ...
    def is_last_day(self) -> bool: ...
    def is_expired(self) -> bool: ...
    def is_not_yet(self) -> bool: ...
    def is_update_needed(self) -> bool: ...
    def is_revoked(self) -> bool: ...
    def is_minor(self) -> bool: ...
    def is_of_form(self) -> bool: ...

@type_check_only
class _BadgeWithoutDays(ViewBadgeKind):
    def __init__(self) -> None: ...

@type_check_only
class _BadgeWithDays(ViewBadgeKind):
    days: int
    def __init__(self, days: int) -> None: ...

class ViewTone(enum.Enum):
    GOOD = 0
    WARNING = 1
    BAD = 2
    NEUTRAL = 3

class ViewPortrait:
    bytes: _Bytes
    media_type: str
    description: str
    def __init__(self, *, bytes: _Bytes, media_type: str, description: str) -> None: ...

class ViewSection:
    id: str
    title: str | None
    beside_portrait: bool
    rows: list[ViewRow]
    def __init__(
        self, *, id: str, title: str | None, beside_portrait: bool, rows: list[ViewRow]
    ) -> None: ...

class ViewRow:
    id: str
    label: str
    value: str
    masked: str | None
    accessibility: str
    emphasis: ViewEmphasis
    half_width: bool
    kind: ViewRowKind
    def __init__(
        self,
        *,
        id: str,
        label: str,
        value: str,
        masked: str | None,
        accessibility: str,
        emphasis: ViewEmphasis,
        half_width: bool,
        kind: ViewRowKind,
    ) -> None: ...

class ViewEmphasis(enum.Enum):
    NORMAL = 0
    STRONG = 1
    QUIET = 2

class ViewRowKind:
    TEXT: ClassVar[type[_RowOfOneValue]]
    DATE: ClassVar[type[_RowOfOneValue]]
    IIN: ClassVar[type[_RowOfOneValue]]
    NUMBER: ClassVar[type[_RowOfOneValue]]
    PHONE: ClassVar[type[_RowOfOneValue]]
    TABLE: ClassVar[type[_RowOfATable]]
    PERSONS: ClassVar[type[_RowOfPersons]]
    MISSING: ClassVar[type[_RowOfOneValue]]
    def is_text(self) -> bool: ...
    def is_date(self) -> bool: ...
    def is_iin(self) -> bool: ...
    def is_number(self) -> bool: ...
    def is_phone(self) -> bool: ...
    def is_table(self) -> bool: ...
    def is_persons(self) -> bool: ...
    def is_missing(self) -> bool: ...

@type_check_only
class _RowOfOneValue(ViewRowKind):
    def __init__(self) -> None: ...

@type_check_only
class _RowOfATable(ViewRowKind):
    columns: list[str]
    lines: list[list[str]]
    more: int
    def __init__(self, columns: list[str], lines: list[list[str]], more: int) -> None: ...

@type_check_only
class _RowOfPersons(ViewRowKind):
    members: list[ViewPerson]
    more: int
    def __init__(self, members: list[ViewPerson], more: int) -> None: ...

class ViewPerson:
    name: str
    lines: list[ViewLine]
    def __init__(self, *, name: str, lines: list[ViewLine]) -> None: ...

class ViewLine:
    label: str
    value: str
    def __init__(self, *, label: str, value: str) -> None: ...

class ViewStatement:
    text: str
    clause: str
    def __init__(self, *, text: str, clause: str) -> None: ...

# Deciding who may see a document

class AccessRequest:
    viewer: Viewer
    ground: AccessGround
    channel: AccessChannel
    admission: AccessAdmission | None
    def __init__(
        self,
        *,
        viewer: Viewer,
        ground: AccessGround,
        channel: AccessChannel,
        admission: AccessAdmission | None = ...,
    ) -> None: ...

class AccessAdmission:
    accreditation: bytes
    aim: str
    employee: bytes | None
    presence: bytes | None
    def __init__(
        self, *, accreditation: bytes, aim: str, employee: bytes | None = ..., presence: bytes | None = ...
    ) -> None: ...

class Viewer:
    UNKNOWN: ClassVar[type[_NobodyKnown]]
    PERSON: ClassVar[type[_PersonViewing]]
    EMPLOYEE: ClassVar[type[_EmployeeViewing]]
    SYSTEM: ClassVar[type[_SystemViewing]]
    def is_unknown(self) -> bool: ...
    def is_person(self) -> bool: ...
    def is_employee(self) -> bool: ...
    def is_system(self) -> bool: ...

@type_check_only
class _NobodyKnown(Viewer):
    def __init__(self) -> None: ...

@type_check_only
class _PersonViewing(Viewer):
    iin: str
    def __init__(self, iin: str) -> None: ...

@type_check_only
class _EmployeeViewing(Viewer):
    organisation: str
    person: str
    def __init__(self, organisation: str, person: str) -> None: ...

@type_check_only
class _SystemViewing(Viewer):
    organisation: str
    def __init__(self, organisation: str) -> None: ...

class AccessGround:
    NO_GROUND: ClassVar[type[_GroundAlone]]
    OWN: ClassVar[type[_GroundAlone]]
    REPRESENTATION: ClassVar[type[_GroundOfRepresentation]]
    GRANT: ClassVar[type[_GroundAlone]]
    CONSENT: ClassVar[type[_GroundAlone]]
    def is_no_ground(self) -> bool: ...
    def is_own(self) -> bool: ...
    def is_representation(self) -> bool: ...
    def is_grant(self) -> bool: ...
    def is_consent(self) -> bool: ...

@type_check_only
class _GroundAlone(AccessGround):
    def __init__(self) -> None: ...

@type_check_only
class _GroundOfRepresentation(AccessGround):
    record: bytes
    def __init__(self, record: bytes) -> None: ...

class JournalVerdict:
    journal: Journal | None
    fault: str | None
    explanation: str | None
    checkpoint: Report | None
    def __init__(
        self, *, journal: Journal | None, fault: str | None, explanation: str | None, checkpoint: Report | None
    ) -> None: ...

class Journal:
    def csv(self, language: Language) -> str: ...
    def has_pair(self, number: int, other: bytes) -> bool: ...
    def json(self) -> str: ...
    def marks(self, language: Language) -> list[JournalMark]: ...

class JournalMark:
    number: int
    is_subject: bool
    sentence: str
    doc_type: str
    other: str
    door: str
    aim: str | None
    at: int
    local: str
    edition: str
    pair: str
    def __init__(
        self,
        *,
        number: int,
        is_subject: bool,
        sentence: str,
        doc_type: str,
        other: str,
        door: str,
        aim: str | None,
        at: int,
        local: str,
        edition: str,
        pair: str,
    ) -> None: ...

class AccessChannel(enum.Enum):
    IN_PERSON = 0
    REMOTE = 1
    INTEGRATION = 2

class AccessDecision:
    answer: AccessAnswer
    reason: str | None
    explanation: str | None
    clauses: list[str]
    obligations: list[AccessObligation]
    rule: str | None
    edition: str | None
    evidence: Report | None
    def __init__(
        self,
        *,
        answer: AccessAnswer,
        reason: str | None,
        explanation: str | None,
        clauses: list[str],
        obligations: list[AccessObligation],
        rule: str | None,
        edition: str | None,
        evidence: Report | None,
    ) -> None: ...

class AccessAnswer(enum.Enum):
    ALLOW = 0
    REFUSE = 1
    ASK_SERVICE = 2

class AccessObligation:
    kind: ObligationKind
    text: str
    def __init__(self, *, kind: ObligationKind, text: str) -> None: ...

class ObligationKind(enum.Enum):
    MARK_VIEW = 0
    VIEW_ONLY = 1

# Scanning and drawing codes

class Scanner:
    def __init__(self) -> None: ...
    def forget(self) -> None: ...
    def next_event(self, frame: bytes, width: int, height: int, row_stride: int) -> FoundCode | None: ...
    def scan(self, frame: bytes, width: int, height: int, row_stride: int) -> list[FoundCode]: ...
    def scan_picture(self, file: bytes) -> list[FoundCode]: ...

class FoundCode:
    bytes: _Bytes
    text: str | None
    version: int
    corners: list[Point]
    kind: CodeKind
    def __init__(
        self, *, bytes: _Bytes, text: str | None, version: int, corners: list[Point], kind: CodeKind
    ) -> None: ...

class Point:
    x: float
    y: float
    def __init__(self, *, x: float, y: float) -> None: ...

class CodeKind(enum.Enum):
    GRANT = 0
    SEAL = 1
    PRESENTATION_FRAME = 2
    CHALLENGE = 3
    UNKNOWN = 4

def code_kind(text: str) -> CodeKind: ...

class QrSymbol:
    def __init__(self, text: str, usage: QrUse) -> None: ...
    def luma(self, scale: int) -> bytes: ...
    def png(self, scale: int) -> bytes: ...
    def size(self) -> int: ...
    def svg_path(self) -> str: ...
    def version(self) -> int: ...

class QrUse(enum.Enum):
    SCREEN = 0
    PRINT = 1

# What a person types

class BinKind(enum.Enum):
    RESIDENT = 0
    NON_RESIDENT = 1
    JOINT_ENTREPRENEUR = 2

def bin_kind(bin: str) -> BinKind: ...

class MobileNumber:
    e164: str
    shown: str
    masked: str
    def __init__(self, *, e164: str, shown: str, masked: str) -> None: ...

def mobile_number(text: str) -> MobileNumber: ...

# Results of services, and their requisites

class ResultLookup:
    def __init__(self, number: str, recipient: str, random: RandomSource) -> None: ...
    def request(self) -> bytes: ...

class LookupVerdict:
    report: Report
    answer: LookupAnswerKind
    explanation: str
    result: ResultStatement | None
    def __init__(
        self,
        *,
        report: Report,
        answer: LookupAnswerKind,
        explanation: str,
        result: ResultStatement | None,
    ) -> None: ...

class LookupAnswerKind(enum.Enum):
    FOUND = 0
    NO_DOCUMENT = 1
    UNPROVEN = 2

class Conclusion(enum.Enum):
    RENDERED = 0
    REFUSED = 1

class ResultStatement:
    service: str
    conclusion: Conclusion
    conclusion_text: str
    summary: str
    seal: SealStatement
    signatory: DocumentSignatory | None
    document: bytes | None
    def __init__(
        self,
        *,
        service: str,
        conclusion: Conclusion,
        conclusion_text: str,
        summary: str,
        seal: SealStatement,
        signatory: DocumentSignatory | None,
        document: bytes | None,
    ) -> None: ...

class RequisitesChannel(enum.Enum):
    APP = 0
    MESSAGE = 1

class RequisitesService(enum.Enum):
    RESULT = 0
    INFORMATIONAL = 1

class RequisiteParts:
    number: str | None
    received: str | None
    recipient: str | None
    matrix_code: str | None
    def __init__(
        self,
        *,
        number: str | None = ...,
        received: str | None = ...,
        recipient: str | None = ...,
        matrix_code: str | None = ...,
    ) -> None: ...

class CompleteRequisites:
    lines: list[RequisiteLine]
    matrix_code: str | None
    short_message: str
    instant_message: str
    def __init__(
        self,
        *,
        lines: list[RequisiteLine],
        matrix_code: str | None,
        short_message: str,
        instant_message: str,
    ) -> None: ...

class RequisiteLine:
    label: str
    value: str
    def __init__(
        self,
        *,
        label: str,
        value: str,
    ) -> None: ...

def complete_requisites(
    service: RequisitesService, channel: RequisitesChannel, parts: RequisiteParts, language: Language
) -> CompleteRequisites | None: ...

# Linking a phone number, and consent by phone

class RegistrationChannel(enum.Enum):
    PORTAL = 0
    MOBILE_APPLICATION = 1
    STATE_CORPORATION = 2

class LinkingApplication:
    number: str
    applicant: str
    surname: str
    first_name: str
    patronymic: str | None
    email: str
    phone: str
    channel: RegistrationChannel
    def __init__(
        self,
        *,
        number: str,
        applicant: str,
        surname: str,
        first_name: str,
        patronymic: str | None = ...,
        email: str,
        phone: str,
        channel: RegistrationChannel,
    ) -> None: ...

class LinkingRefusal:
    WRONG_PASSWORD: ClassVar[type[_RefusalOfPassword]]
    PASSWORD_OVER: ClassVar[type[_RefusalAlone]]
    NOT_OPEN: ClassVar[type[_RefusalAlone]]
    TOO_SOON: ClassVar[type[_RefusalForSeconds]]
    NO_MESSAGES_LEFT: ClassVar[type[_RefusalAlone]]
    LINKED: ClassVar[type[_RefusalAlone]]
    def is_wrong_password(self) -> bool: ...
    def is_password_over(self) -> bool: ...
    def is_not_open(self) -> bool: ...
    def is_too_soon(self) -> bool: ...
    def is_no_messages_left(self) -> bool: ...
    def is_linked(self) -> bool: ...

@type_check_only
class _RefusalAlone(LinkingRefusal):
    def __init__(self) -> None: ...

@type_check_only
class _RefusalOfPassword(LinkingRefusal):
    tries_left: int
    def __init__(self, tries_left: int) -> None: ...

@type_check_only
class _RefusalForSeconds(LinkingRefusal):
    after_seconds: int
    def __init__(self, after_seconds: int) -> None: ...

def linking_consents(language: Language) -> list[str]: ...
def linking_refusal_text(refusal: LinkingRefusal, language: Language) -> str: ...
def registration_channel_text(channel: RegistrationChannel, language: Language) -> str: ...
def sign_linking_application(application: LinkingApplication, key: DeviceKey, now: int) -> bytes: ...

class ConsentWay(enum.Enum):
    PASSWORD = 0
    REPLY = 1

class ConsentDocument:
    doc_type: str
    number: str
    def __init__(
        self,
        *,
        doc_type: str,
        number: str,
    ) -> None: ...

class ConsentRequest:
    accreditation: bytes
    employee: bytes | None
    viewer: Viewer
    aim: str
    subject: str
    documents: list[ConsentDocument]
    def __init__(
        self,
        *,
        accreditation: bytes,
        employee: bytes | None = ...,
        viewer: Viewer,
        aim: str,
        subject: str,
        documents: list[ConsentDocument],
    ) -> None: ...

class ConsentQuestion:
    report: Report
    text: str | None
    short_messages: int
    def __init__(
        self,
        *,
        report: Report,
        text: str | None,
        short_messages: int,
    ) -> None: ...

class ConsentReply(enum.Enum):
    YES = 0
    NO = 1
    UNCLEAR = 2

class ConsentState(enum.Enum):
    GIVEN = 0
    WAITING = 1
    NOT_GIVEN = 2

def consent_reply(text: str) -> ConsentReply: ...
def consent_reply_text(reply: ConsentReply, language: Language) -> str: ...
def consent_state_text(state: ConsentState, language: Language) -> str: ...

# The holder's side

class Holder:
    def __init__(self, verifier: Verifier, subject: str) -> None: ...
    def add(self, document: bytes, now: int) -> Report: ...
    def add_all(self, bundle: _List[bytes], now: int) -> _List[DocumentVerdict]: ...
    def add_child(self, document: bytes, language: Language, now: int) -> ChildVerdict: ...
    def children(self, now: int) -> _List[VerifiedDocument]: ...
    def list(self) -> _List[VerifiedDocument]: ...
    def present(
        self, document: VerifiedDocument, key: DeviceKey, options: PresentationOptions, now: int
    ) -> Presentation: ...
    def remove(self, document: VerifiedDocument) -> bool: ...
    def represent(self, record: bytes, now: int) -> Report: ...
    def shelf(self, query: ShelfQuery, now: int) -> DocumentShelf: ...
    def show_access(self, link: str, digits: str, now: int) -> AccessScreen: ...

class ShelfQuery:
    language: Language
    order: ShelfOrder | None
    search: str
    received: _List[ReceivedDocument]
    seen: _List[SeenDocument] | None
    latin: KazakhLatin | None
    def __init__(
        self,
        *,
        language: Language,
        order: ShelfOrder | None = ...,
        search: str = ...,
        received: _List[ReceivedDocument] = ...,
        seen: _List[SeenDocument] | None = ...,
        latin: KazakhLatin | None = ...,
    ) -> None: ...

class ShelfOrder(enum.Enum):
    GIVEN = 0
    TITLE = 1
    EXPIRY = 2
    NEWEST = 3

class ReceivedDocument:
    document: VerifiedDocument
    until: int
    def __init__(self, *, document: VerifiedDocument, until: int) -> None: ...

class SeenDocument:
    id: str
    digest: bytes
    state: str
    def __init__(self, *, id: str, digest: bytes, state: str) -> None: ...

class DocumentShelf:
    groups: _List[ShelfGroup]
    seen: _List[SeenDocument]
    def __init__(self, *, groups: _List[ShelfGroup], seen: _List[SeenDocument]) -> None: ...

class ShelfGroup:
    kind: ShelfGroupKind
    title: str
    items: _List[ShelfItem]
    def __init__(self, *, kind: ShelfGroupKind, title: str, items: _List[ShelfItem]) -> None: ...

class ShelfGroupKind(enum.Enum):
    OWN = 0
    CHILD = 1
    RECEIVED = 2

class ShelfItem:
    id: str
    document: VerifiedDocument
    title: str
    owner: str | None
    badge: ViewBadge
    validity: str
    seconds_left: int | None
    countdown: str | None
    change: ShelfChange | None
    change_text: str | None
    def __init__(
        self,
        *,
        id: str,
        document: VerifiedDocument,
        title: str,
        owner: str | None,
        badge: ViewBadge,
        validity: str,
        seconds_left: int | None,
        countdown: str | None,
        change: ShelfChange | None,
        change_text: str | None,
    ) -> None: ...

class ShelfChange(enum.Enum):
    NEW = 0
    RENEWED = 1
    STATE = 2

class Presentation:
    def expires_at(self) -> int: ...
    def frame_due(self, elapsed_milliseconds: int) -> int: ...
    def frame_text(self, index: int) -> str: ...
    def frames_needed(self) -> int: ...
    def frames_per_second(self) -> int: ...
    def organisation(self) -> str | None: ...
    def symbol(self, index: int) -> QrSymbol: ...

class PresentationOptions:
    elements: _List[ElementName]
    answering: str | None
    organisation: str | None
    seconds: int
    symbol_version: int
    frames_per_second: int
    def __init__(
        self,
        *,
        elements: _List[ElementName] = ...,
        answering: str | None = ...,
        organisation: str | None = ...,
        seconds: int = ...,
        symbol_version: int = ...,
        frames_per_second: int = ...,
    ) -> None: ...

class ElementName:
    name_space: str
    identifier: str
    def __init__(self, *, name_space: str, identifier: str) -> None: ...

class PresentationReceiver:
    def __init__(self, verifier: Verifier, organisation: str | None = ...) -> None: ...
    def make_challenge(self, random: RandomSource) -> str: ...
    def progress(self) -> float: ...
    def reset(self) -> None: ...
    def take(self, text: str, now: int, expected_subject: str | None = ...) -> PresentationStep: ...

class PresentationStep:
    is_new: bool
    progress: float
    verdict: PresentationVerdict | None
    def __init__(self, *, is_new: bool, progress: float, verdict: PresentationVerdict | None) -> None: ...

class PresentationVerdict:
    report: Report
    document: VerifiedDocument | None
    is_complete_but_expired: bool
    expires_at: int | None
    status_list: str | None
    def __init__(
        self,
        *,
        report: Report,
        document: VerifiedDocument | None,
        is_complete_but_expired: bool,
        expires_at: int | None,
        status_list: str | None,
    ) -> None: ...

# Face to face (ISO/IEC 18013-5)

class ProximityHolder:
    def __init__(
        self, methods: ProximityMethods, random: RandomSource, reader_anchors: _List[bytes] = ...
    ) -> None: ...
    def answer(self, shown: _List[ProximityShown], key: DeviceKey, and_end: bool) -> bytes: ...
    def ble_ident(self) -> bytes: ...
    def end(self) -> bytes: ...
    def engagement(self) -> bytes: ...
    def engagement_text(self) -> str: ...
    def receive(self, message: bytes, now: int, nfc: NfcHandover | None = ...) -> ProximityAsked: ...

class ProximityReader:
    def __init__(self, verifier: Verifier, engagement_text: str, random: RandomSource) -> None: ...
    @classmethod
    def by_nfc(
        cls, verifier: Verifier, engagement: bytes, handover: NfcHandover, random: RandomSource
    ) -> ProximityReader: ...
    def ask(
        self,
        documents: _List[ProximityRequest],
        key: DeviceKey | None = ...,
        certificate_chain: _List[bytes] = ...,
    ) -> bytes: ...
    def ble_ident(self) -> bytes: ...
    def end(self) -> bytes: ...
    def methods(self) -> ProximityMethods: ...
    def receive(self, message: bytes, now: int, expected_subject: str | None = ...) -> ProximityAnswer: ...

class ProximityMethods:
    ble: BleMethod | None
    nfc: NfcMethod | None
    def __init__(self, *, ble: BleMethod | None = ..., nfc: NfcMethod | None = ...) -> None: ...

class BleMethod:
    central_uuid: bytes | None
    peripheral_uuid: bytes | None
    address: bytes | None
    def __init__(
        self,
        *,
        central_uuid: bytes | None = ...,
        peripheral_uuid: bytes | None = ...,
        address: bytes | None = ...,
    ) -> None: ...

class NfcMethod:
    max_command: int
    max_response: int
    def __init__(self, *, max_command: int, max_response: int) -> None: ...

class NfcHandover:
    select: bytes
    request: bytes | None
    def __init__(self, *, select: bytes, request: bytes | None = ...) -> None: ...

class ProximityAsked:
    documents: _List[DocumentAsked]
    is_over: bool
    problem: str | None
    def __init__(self, *, documents: _List[DocumentAsked], is_over: bool, problem: str | None) -> None: ...

class DocumentAsked:
    doc_type: str
    elements: _List[ElementAsked]
    reader: ReaderIdentity
    def __init__(self, *, doc_type: str, elements: _List[ElementAsked], reader: ReaderIdentity) -> None: ...

class ElementAsked:
    name_space: str
    identifier: str
    will_be_kept: bool
    def __init__(self, *, name_space: str, identifier: str, will_be_kept: bool) -> None: ...

class ReaderIdentity:
    level: ReaderTrustLevel
    name: str | None
    organisation: str | None
    problem: str | None
    def __init__(
        self, *, level: ReaderTrustLevel, name: str | None, organisation: str | None, problem: str | None
    ) -> None: ...

class ReaderTrustLevel(enum.Enum):
    ANONYMOUS = 0
    TRUSTED = 1
    UNKNOWN = 2
    UNTRUE = 3

class ProximityShown:
    document: VerifiedDocument
    elements: _List[ElementName]
    def __init__(self, *, document: VerifiedDocument, elements: _List[ElementName]) -> None: ...

class ProximityRequest:
    doc_type: str
    elements: _List[ElementAsked]
    def __init__(self, *, doc_type: str, elements: _List[ElementAsked]) -> None: ...

class ProximityAnswer:
    documents: _List[DocumentVerdict]
    declined: _List[str]
    is_over: bool
    problem: str | None
    def __init__(
        self,
        *,
        documents: _List[DocumentVerdict],
        declined: _List[str],
        is_over: bool,
        problem: str | None,
    ) -> None: ...

class ChildVerdict:
    report: Report
    decision: AccessDecision | None
    document: VerifiedDocument | None
    def __init__(
        self, *, report: Report, decision: AccessDecision | None, document: VerifiedDocument | None
    ) -> None: ...

class AccessScreen:
    report: Report
    grant: GrantStatement | None
    symbol: QrSymbol | None
    digits: str | None
    seconds_left: int
    def __init__(
        self,
        *,
        report: Report,
        grant: GrantStatement | None,
        symbol: QrSymbol | None,
        digits: str | None,
        seconds_left: int,
    ) -> None: ...

# What the program brings

class DeviceKey:
    def public_key(self) -> bytes: ...
    def sign(self, message: bytes) -> bytes: ...

class RandomSource:
    def random_bytes(self, count: int) -> bytes: ...

class Clock:
    def unix_seconds(self) -> int: ...
    def elapsed_seconds(self) -> int: ...

class ServiceTime:
    def __init__(self, clock: Clock) -> None: ...
    def now(self) -> int: ...
    def set(self, service: int) -> None: ...
    def source(self) -> TimeSource: ...
    def trusted_time(self) -> int | None: ...

class TimeSource(enum.Enum):
    SERVICE = 0
    DEVICE = 1

def device_key_for_issuer(key: DeviceKey, random: RandomSource) -> bytes: ...

class SignatureProvider:
    def algorithms(self) -> list[SignatureAlgorithm]: ...
    def verify(self, algorithm: str, key: bytes, message: bytes, signature: bytes) -> bool: ...

class SignatureAlgorithm:
    name: str
    key_identifier: bytes
    signature_identifier: bytes
    cose_identifier: int | None
    def __init__(
        self,
        *,
        name: str,
        key_identifier: bytes,
        signature_identifier: bytes,
        cose_identifier: int | None = ...,
    ) -> None: ...

def gost_512(cose_identifier: int | None = ...) -> SignatureAlgorithm: ...

# Errors

class InputError(Exception):
    code: str
    reason: str
    Malformed: ClassVar[type[_InputError]]
    Trust: ClassVar[type[_InputError]]
    Picture: ClassVar[type[_InputError]]
    Form: ClassVar[type[_InputError]]
    Symbol: ClassVar[type[_InputError]]

@type_check_only
class _InputError(InputError):
    def __init__(self, code: str, reason: str) -> None: ...

class DeviceError(Exception):
    code: str
    reason: str
    Cancelled: ClassVar[type[_DeviceError]]
    Unavailable: ClassVar[type[_DeviceError]]
    Failed: ClassVar[type[_DeviceError]]
    Input: ClassVar[type[_DeviceError]]

@type_check_only
class _DeviceError(DeviceError):
    def __init__(self, code: str, reason: str) -> None: ...

class PlatformError(Exception):
    Cancelled: ClassVar[type[_PlatformError]]
    Unavailable: ClassVar[type[_PlatformError]]
    Failed: ClassVar[type[_PlatformError]]

@type_check_only
class _PlatformError(PlatformError):
    def __init__(self) -> None: ...

class InternalError(Exception): ...
