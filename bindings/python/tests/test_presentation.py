"""A document shown without any network: the holder's side and the desk's."""

import hashlib
import secrets

import pytest
from conftest import IIN, NOW, read

import qujat

# P-256 (FIPS 186-5), as far as one signature of a test needs it.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int] | None


def add(a: Point, b: Point) -> Point:
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    if a == b:
        slope = (3 * a[0] ** 2 - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope**2 - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(scalar: int, point: Point) -> tuple[int, int]:
    total: Point = None
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point, scalar = add(point, point), scalar >> 1
    assert total is not None
    return total


class Key(qujat.DeviceKey):
    """The key `identity_card_of_device.mdoc` is bound to."""

    SECRET = int.from_bytes(bytes([4]) * 32, "big")

    def public_key(self) -> bytes:
        x, y = times(self.SECRET, G)
        return b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")

    def sign(self, message: bytes) -> bytes:
        digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
        once = secrets.randbelow(N - 1) + 1
        r = times(once, G)[0] % N
        s = pow(once, -1, N) * (digest + r * self.SECRET) % N
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class Cancelling(Key):
    def sign(self, message: bytes) -> bytes:
        raise qujat.PlatformError.Cancelled()


class Random(qujat.RandomSource):
    def random_bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)


@pytest.fixture
def holder(verifier: qujat.Verifier) -> qujat.Holder:
    holder = qujat.Holder(verifier, IIN)
    assert holder.add(read("identity_card_of_device.mdoc"), NOW).verdict == qujat.Verdict.VALID
    return holder


def show(
    presentation: qujat.Presentation, desk: qujat.PresentationReceiver, now: int
) -> qujat.PresentationVerdict:
    """Every third code is missed."""
    for index in range(10_000):
        if index % 3 == 0:
            continue
        step = desk.take(presentation.frame_text(index), now)
        assert 0 < step.progress <= 1
        if step.verdict is not None:
            return step.verdict
    raise AssertionError("nothing arrived")


def test_a_document_crosses_without_a_network(holder: qujat.Holder, verifier: qujat.Verifier) -> None:
    desk = qujat.PresentationReceiver(verifier)
    options = qujat.PresentationOptions(
        elements=[
            qujat.ElementName(name_space="kz.gov.egov.identity_card.1", identifier=identifier)
            for identifier in ("iin", "portrait")
        ],
        answering=desk.make_challenge(Random()),
    )
    presentation = holder.present(holder.list()[0], Key(), options, NOW)
    assert presentation.symbol(0).version() <= 22
    assert presentation.frame_due(1_000) == presentation.frames_per_second() == 10

    verdict = show(presentation, desk, NOW)
    assert verdict.report.verdict == qujat.Verdict.VALID
    assert verdict.document is not None and verdict.document.subject() == IIN

    # A film of it, shown to another desk, answers nothing that desk asked.
    other = qujat.PresentationReceiver(verifier)
    other.make_challenge(Random())
    film = show(presentation, other, NOW)
    assert film.document is None and film.report.decisive is not None
    assert film.report.decisive.name == qujat.CheckName.CHALLENGE


def test_what_comes_late_is_told_apart(holder: qujat.Holder, verifier: qujat.Verifier) -> None:
    presentation = holder.present(holder.list()[0], Key(), qujat.PresentationOptions(), NOW)
    late = show(presentation, qujat.PresentationReceiver(verifier), presentation.expires_at())
    assert late.is_complete_but_expired and late.document is None


def test_the_person_may_cancel(holder: qujat.Holder) -> None:
    with pytest.raises(qujat.DeviceError.Cancelled):
        holder.present(holder.list()[0], Cancelling(), qujat.PresentationOptions(), NOW)
