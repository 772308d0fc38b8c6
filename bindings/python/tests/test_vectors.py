"""The shared vectors of `tests/vectors`, which Rust, Kotlin and Swift replay too. The rules are in the README there."""

import enum
import json
import math
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

import qujat
from qujat import AccessGround, Audience, CardTheme, DisplayForm, Holder, Language, QrSymbol, QrUse, Scanner, Verifier, Viewer

Tree = Any
Given = dict[str, Any]

FOLDER = Path(__file__).resolve().parents[3] / "tests" / "vectors"
FILES = sorted(path.name for path in FOLDER.iterdir() if path.name != "README.md")


@pytest.mark.parametrize("name", FILES)
def test_every_case_is_answered_as_written(name: str) -> None:
    case = json.loads((FOLDER / name).read_bytes())
    call = CALLS[case["call"]]
    try:
        answer = {"ok": call(case["given"])}
    except (qujat.InputError, qujat.DeviceError) as error:
        answer = {"error": tree(error)}
    assert answer == case["expected"], case["case"]


def test_cases_are_there() -> None:
    print(f"{len(FILES)} cases")
    assert len(FILES) > 100
    assert all(name.endswith(".json") for name in FILES)


def tree(value: object) -> Tree:
    """What the library gives back, as JSON by the rules of the vectors."""
    match value:
        case None | bool() | str() | int():
            return value
        case float():
            return math.floor(value + 0.5)
        case bytes():
            return value.hex()
        case enum.Enum():
            return value.name.lower()
        case list():
            return [tree(item) for item in value]
        case qujat.VerifiedDocument():
            return {
                "doc_type": value.doc_type(),
                "subject": value.subject(),
                "digest": value.digest().hex(),
                "valid_from": value.valid_from(),
                "valid_until": value.valid_until(),
            }
        case QrSymbol():
            return {"version": value.version(), "size": value.size(), "svg_path": value.svg_path()}
        case qujat.InputError() | qujat.DeviceError() | qujat.ViewBadgeKind() | qujat.ViewRowKind():
            name, fields = snake(type(value).__name__.rpartition(".")[2]), parts(value)
            return {name: fields} if fields else name
    return parts(value)


def parts(value: object) -> dict[str, Tree]:
    return {name: tree(part) for name, part in vars(value).items() if not name.startswith("_")}


def snake(name: str) -> str:
    """`ExpiresIn` and `EXPIRES_IN` are `expires_in`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def read(words: Iterable[str]) -> list[bytes]:
    return [bytes.fromhex(word) for word in words]


def verifier(given: Given) -> Verifier:
    material: dict[str, Any] = {name: read(files) for name, files in given["trust"].items()}
    return Verifier(qujat.TrustMaterial(**material), given["now"])


def holder(given: Given) -> Holder:
    return Holder(verifier(given), given["subject"])


def form(given: Given) -> DisplayForm | None:
    return DisplayForm.from_json(given["form"]) if given["form"] is not None else None


def verdict(given: Given, now: int) -> qujat.DocumentVerdict:
    document = bytes.fromhex(given["document"])
    return verifier({**given, "now": now}).verify_document(document, given["expected_subject"], now)


def shown(given: Given) -> qujat.VerifiedDocument:
    document = verdict(given, given["verified_at"]).document
    assert document is not None, "a view is of a valid document"
    return document


def how(given: Given) -> tuple[Language, Audience]:
    return Language[given["language"].upper()], Audience[given["audience"].upper()]


def sizes(given: Given) -> tuple[int, int, int]:
    return given["width"], given["height"], given["row_stride"]


def iin(given: Given) -> Tree:
    Holder(Verifier(qujat.TrustMaterial(), 0), given["iin"])


def debounce(given: Given) -> Tree:
    scanner, frames, events = Scanner(), read(given["frames"]), []
    for place in given["order"]:
        if place < 0:
            scanner.forget()
        else:
            code = scanner.next_event(frames[place], *sizes(given))
            events.append(code.text if code else None)
    return events


def document(given: Given) -> Tree:
    answer = verdict(given, given["now"])
    return {"report": tree(answer.report), "document": tree(answer.document)}


def seal(given: Given) -> Tree:
    digest = given["document_digest"]
    digest = bytes.fromhex(digest) if digest is not None else None
    language = Language[given["language"].upper()]
    return tree(verifier(given).verify_seal(given["text"], digest, language, given["now"]))


def trust(given: Given) -> Tree:
    verifier(given)


def view(given: Given) -> Tree:
    ours = form(given)
    return tree(shown(given).view(*how(given), given["now"], ours, look(given)))


def card(given: Given) -> Tree:
    seal = QrSymbol(given["seal"], QrUse.PRINT) if given["seal"] is not None else None
    theme, ours = CardTheme[given["theme"].upper()], form(given)
    return shown(given).card_svg(*how(given), theme, seal, given["now"], ours, look(given))


def look(given: Given) -> qujat.ViewOptions | None:
    if "look" not in given:
        return None
    latin = given["look"]["latin"]
    return qujat.ViewOptions(
        latin=qujat.KazakhLatin[latin.upper()] if latin is not None else None,
        revoked=given["look"]["revoked"],
        revealed=given["look"]["revealed"],
    )


def shelf(given: Given) -> Tree:
    """A holder's documents at `now`, seen before at `seen_at`."""
    ours, checks, now = holder(given), verifier(given), given["now"]
    for file in read(given["documents"]):
        ours.add(file, now)
    received = []
    for it in given["received"]:
        found = checks.verify_document(bytes.fromhex(it["document"]), None, now).document
        assert found is not None, "what was received is valid"
        received.append(qujat.ReceivedDocument(document=found, until=it["until"]))

    def query(seen: list[qujat.SeenDocument] | None) -> qujat.ShelfQuery:
        return qujat.ShelfQuery(
            language=Language[given["language"].upper()],
            order=qujat.ShelfOrder[given["order"].upper()],
            search=given["search"],
            received=received,
            seen=seen,
        )

    before = ours.shelf(query(None), given["seen_at"]).seen if given["seen_at"] is not None else None
    return tree(ours.shelf(query(before), now))


def read_form(given: Given) -> Tree:
    ours = DisplayForm.from_json(given["json"])
    return {"doc_type": ours.doc_type(), "not_understood": ours.not_understood()}


def held(given: Given) -> Tree:
    ours = holder(given)
    reports = [ours.add(document, given["now"]) for document in read(given["documents"])]
    return {"reports": tree(reports), "list": tree(ours.list())}


def chosen(choice: Any, given: Tree) -> Any:
    """A choice: its name, or an object of its name and its fields."""
    name, fields = (given, {}) if isinstance(given, str) else next(iter(given.items()))
    return getattr(choice, name.upper())(**fields)


def access(given: Given) -> Tree:
    ground = given["ground"]
    if "representation" in ground:
        ground = {"representation": {"record": bytes.fromhex(ground["representation"]["record"])}}
    request = qujat.AccessRequest(
        viewer=chosen(Viewer, given["viewer"]),
        ground=chosen(AccessGround, ground),
        channel=qujat.AccessChannel[given["channel"].upper()],
        admission=admission(given["admission"]) if "admission" in given else None,
    )
    ours = verifier({**given, "now": given["verified_at"]})
    language = Language[given["language"].upper()]
    return tree(ours.decide(shown(given), request, language, given["now"]))


def maybe_bytes(word: str | None) -> bytes | None:
    return bytes.fromhex(word) if word is not None else None


def admission(brought: Given) -> qujat.AccessAdmission:
    return qujat.AccessAdmission(
        accreditation=bytes.fromhex(brought["accreditation"]),
        aim=brought["aim"],
        employee=maybe_bytes(brought["employee"]),
        presence=maybe_bytes(brought["presence"]),
    )


def spoken(given: Given) -> Language:
    return Language[given["language"].upper()]


def requisites(given: Given) -> Tree:
    service = qujat.RequisitesService[given["service"].upper()]
    channel = qujat.RequisitesChannel[given["channel"].upper()]
    parts = qujat.RequisiteParts(**given["parts"])
    return tree(qujat.complete_requisites(service, channel, parts, spoken(given)))


def asked(given: Given) -> qujat.ResultLookup:
    random = FixedRandom(bytes.fromhex(given["random"]))
    return qujat.ResultLookup(given["number"], given["recipient"], random)


def lookup(given: Given) -> Tree:
    ours, answer = asked(given), bytes.fromhex(given["answer"])
    return tree(verifier(given).verify_lookup(ours, answer, spoken(given), given["now"]))


def application(given: Given) -> Tree:
    form = dict(given["application"])
    form["channel"] = qujat.RegistrationChannel[form["channel"].upper()]
    ours = qujat.LinkingApplication(**form)
    return qujat.sign_linking_application(ours, FixedKey(given["key"]), given["now"]).hex()


def consent_question(given: Given) -> Tree:
    asked = given["request"]
    request = qujat.ConsentRequest(
        accreditation=bytes.fromhex(asked["accreditation"]),
        employee=maybe_bytes(asked["employee"]),
        viewer=chosen(Viewer, asked["viewer"]),
        aim=asked["aim"],
        subject=asked["subject"],
        documents=[qujat.ConsentDocument(**document) for document in asked["documents"]],
    )
    way = qujat.ConsentWay[given["way"].upper()]
    return tree(verifier(given).consent_question(request, way, given["until"], spoken(given), given["now"]))


def words(given: Given) -> Tree:
    language = spoken(given)
    refusal = qujat.LinkingRefusal
    refusals = [
        refusal.WRONG_PASSWORD(tries_left=2),
        refusal.PASSWORD_OVER(),
        refusal.NOT_OPEN(),
        refusal.TOO_SOON(after_seconds=45),
        refusal.NO_MESSAGES_LEFT(),
        refusal.LINKED(),
    ]
    return {
        "linking_consents": qujat.linking_consents(language),
        "linking_refusals": [qujat.linking_refusal_text(one, language) for one in refusals],
        "registration_channels": [
            qujat.registration_channel_text(one, language) for one in qujat.RegistrationChannel
        ],
        "consent_states": [qujat.consent_state_text(one, language) for one in qujat.ConsentState],
        "consent_replies": [qujat.consent_reply_text(one, language) for one in qujat.ConsentReply],
    }


def journal(given: Given) -> Tree:
    language, marks, checkpoint = spoken(given), read(given["marks"]), maybe_bytes(given["checkpoint"])
    found = verifier(given).verify_journal(given["owner"], marks, checkpoint, language, given["now"])
    ours = found.journal
    pairs = [
        ours.has_pair(pair["number"], bytes.fromhex(pair["other"])) if ours is not None else None
        for pair in given["pairs"]
    ]
    return {
        "marks": tree(ours.marks(language)) if ours is not None else None,
        "csv": ours.csv(language) if ours is not None else None,
        "json": ours.json() if ours is not None else None,
        "pairs": pairs,
        "fault": found.fault,
        "explanation": found.explanation,
        "checkpoint": tree(found.checkpoint),
    }


def child(given: Given) -> Tree:
    ours, now = holder(given), given["now"]
    answers = [ours.represent(record, now) for record in read(given["records"])]
    verdict = ours.add_child(bytes.fromhex(given["document"]), Language[given["language"].upper()], now)
    return {"answers": tree(answers), "verdict": tree(verdict), "children": tree(ours.children(now))}


def revocation(given: Given) -> Tree:
    files: dict[str, Any] = {name: read(files) for name, files in given["trust"].items()}
    trust = qujat.TrustMaterial(
        **files,
        status_lists=[
            qujat.StatusListFile(bytes=bytes.fromhex(file["bytes"]), fetched_at=file["fetched_at"])
            for file in given["status_lists"]
        ],
        trusted_time=given["trusted_time"],
    )
    policy = qujat.VerifierPolicy(revocation_required=given["revocation_required"])
    document, subject = bytes.fromhex(given["document"]), given["expected_subject"]
    answer = Verifier(trust, given["now"], policy).verify_document(document, subject, given["now"])
    return {
        "report": tree(answer.report),
        "document": tree(answer.document),
        "status_list": answer.status_list,
    }


class FixedKey(qujat.DeviceKey):
    """Gives the signature of its case, or raises what it says."""

    def __init__(self, key: Tree) -> None:
        self.key = key

    def part(self, name: str) -> bytes:
        match self.key:
            case "cancelled":
                raise qujat.PlatformError.Cancelled()
            case "unavailable":
                raise qujat.PlatformError.Unavailable()
            case "failed":
                raise qujat.PlatformError.Failed()
        return bytes.fromhex(self.key["signs"][name])

    def public_key(self) -> bytes:
        return self.part("public_key")

    def sign(self, message: bytes) -> bytes:
        return self.part("signature")


class FixedRandom(qujat.RandomSource):
    def __init__(self, bytes_: bytes) -> None:
        self.bytes = bytes_

    def random_bytes(self, count: int) -> bytes:
        return self.bytes[:count]


def present(given: Given) -> Tree:
    verified_at = given["verified_at" if "verified_at" in given else "now"]
    ours = holder({**given, "now": verified_at})
    ours.add(bytes.fromhex(given["document"]), verified_at)
    options = qujat.PresentationOptions(
        elements=[qujat.ElementName(**element) for element in given["elements"]],
        answering=given["answering"],
        organisation=given["organisation"],
        seconds=given["seconds"],
        symbol_version=given["symbol_version"],
        frames_per_second=given["frames_per_second"],
    )
    shown = ours.present(ours.list()[0], FixedKey(given["key"]), options, given["now"])
    return {
        "organisation": shown.organisation(),
        "expires_at": shown.expires_at(),
        "frames_needed": shown.frames_needed(),
        "frames_per_second": shown.frames_per_second(),
        "due": [shown.frame_due(elapsed) for elapsed in given["elapsed"]],
        "texts": [shown.frame_text(index) for index in given["frames"]],
        "versions": [shown.symbol(index).version() for index in given["frames"]],
    }


def presentation(given: Given) -> Tree:
    shown = bytes.fromhex(given["presentation"])
    whose = given["challenge"], given["organisation"], given["expected_subject"]
    return tree(verifier(given).verify_presentation(shown, given["now"], *whose))


def desk(given: Given) -> Tree:
    desk = qujat.PresentationReceiver(verifier(given), given["organisation"])
    challenge, steps = None, list[Tree]()
    if given["random"] is not None:
        challenge = desk.make_challenge(FixedRandom(bytes.fromhex(given["random"])))
    for text in given["texts"]:
        if text is None:
            desk.reset()
            steps.append(None)
            continue
        step = desk.take(text, given["now"], given["expected_subject"])
        percent = math.floor(step.progress * 100 + 0.5)
        steps.append({"is_new": step.is_new, "percent": percent, "verdict": tree(step.verdict)})
    return {"challenge": challenge, "steps": steps}


CALLS: dict[str, Callable[[Given], Tree]] = {
    "iin": iin,
    "bin": lambda given: tree(qujat.bin_kind(given["bin"])),
    "mobile_number": lambda given: tree(qujat.mobile_number(given["text"])),
    "kind": lambda given: tree(qujat.code_kind(given["text"])),
    "symbol": lambda given: tree(QrSymbol(given["text"], QrUse[given["usage"].upper()])),
    "frame": lambda given: tree(Scanner().scan(bytes.fromhex(given["frame"]), *sizes(given))),
    "picture": lambda given: tree(Scanner().scan_picture(bytes.fromhex(given["file"]))),
    "debounce": debounce,
    "document": document,
    "seal": seal,
    "grant": lambda given: tree(verifier(given).verify_grant(given["link"], given["now"])),
    "trust": trust,
    "view": view,
    "card": card,
    "form": read_form,
    "holder": held,
    "shelf": shelf,
    "revocation": revocation,
    "access": access,
    "requisites": requisites,
    "lookup_request": lambda given: asked(given).request().hex(),
    "lookup": lookup,
    "application": application,
    "consent_question": consent_question,
    "consent_reply": lambda given: tree(qujat.consent_reply(given["text"])),
    "words": words,
    "journal": journal,
    "present": present,
    "presentation": presentation,
    "desk": desk,
    "child": child,
    "access_screen": lambda given: tree(holder(given).show_access(given["link"], given["digits"], given["now"])),
}
