"""What the program brings: its key, its random source, its clock, and all they may do instead of their part."""

import secrets
import time
from collections.abc import Callable

import pytest
from conftest import NOW

import qujat
from qujat import DeviceError, PlatformError, TimeSource
from qujat._native import qujat_ffi


class Key(qujat.DeviceKey):
    """A key in memory that signs, or does what else a chip may do."""

    def __init__(self, sign: Callable[[bytes], bytes] | None = None, public: bytes | None = None) -> None:
        self.key = qujat_ffi.TestKey()  # type: ignore[no-untyped-call]
        self.instead = sign
        self.public = public

    def public_key(self) -> bytes:
        return self.key.public_key() if self.public is None else self.public

    def sign(self, message: bytes) -> bytes:
        return self.instead(message) if self.instead else self.key.sign(message)


class Random(qujat.RandomSource):
    def __init__(self, give: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self.give = give

    def random_bytes(self, count: int) -> bytes:
        return self.give(count)


class Clock(qujat.Clock):
    def __init__(self, wall: int, elapsed: int) -> None:
        self.wall, self.elapsed = wall, elapsed

    def unix_seconds(self) -> int:
        return self.wall

    def elapsed_seconds(self) -> int:
        return self.elapsed


def raising(error: Exception) -> Callable[[object], bytes]:
    def call(_: object) -> bytes:
        raise error

    return call


def test_a_key_that_signs_is_given_to_the_issuer() -> None:
    cose_key = qujat.device_key_for_issuer(Key(), Random())
    point = qujat_ffi.TestKey().public_key()[-65:]  # type: ignore[no-untyped-call]
    assert point[1:33] in cose_key
    assert point[33:] in cose_key
    assert qujat.device_key_for_issuer(Key(public=point), Random()) == cose_key


@pytest.mark.parametrize(
    ("sign", "kind", "code"),
    [
        (raising(PlatformError.Cancelled()), DeviceError.Cancelled, "cancelled"),
        (raising(PlatformError.Unavailable()), DeviceError.Unavailable, "key_unavailable"),
        (raising(PlatformError.Failed()), DeviceError.Failed, "key"),
        (raising(RuntimeError("IIN 860314499992")), DeviceError.Failed, "key"),
        (lambda _: b"\x01" * 64, DeviceError.Failed, "signature"),
        (lambda _: b"", DeviceError.Failed, "signature"),
    ],
)
def test_what_a_key_does_instead_of_signing_is_told_apart(
    sign: Callable[[bytes], bytes], kind: type[DeviceError], code: str
) -> None:
    with pytest.raises(kind) as error:
        qujat.device_key_for_issuer(Key(sign), Random())
    assert error.value.code == code
    assert "860314499992" not in f"{error.value!r} {error.value} {error.value.reason}"
    # The next call works.
    assert qujat.device_key_for_issuer(Key(), Random())


def test_a_key_that_is_none_is_named() -> None:
    with pytest.raises(DeviceError.Input) as error:
        qujat.device_key_for_issuer(Key(public=b"\x04\x01"), Random())
    assert error.value.code == "device_key"


@pytest.mark.parametrize(
    "give",
    [raising(PlatformError.Failed()), raising(OSError("no entropy")), lambda n: secrets.token_bytes(n - 1), bytes],
)
def test_a_random_source_that_does_not_do_its_part_is_refused(give: Callable[[int], bytes]) -> None:
    with pytest.raises(DeviceError.Failed) as error:
        qujat.device_key_for_issuer(Key(), Random(give))
    assert error.value.code == "random"


def test_the_services_time_is_kept_by_a_clock_nobody_can_set() -> None:
    clock = Clock(wall=5_000, elapsed=10)
    kept = qujat.ServiceTime(clock)
    assert (kept.now(), kept.source()) == (5_000, TimeSource.DEVICE)
    kept.set(NOW)
    clock.wall, clock.elapsed = 0, 25
    assert (kept.now(), kept.source()) == (NOW + 15, TimeSource.SERVICE)


def test_a_clock_that_fails_is_no_time() -> None:
    for wall in [2**63 - 1, -(2**63)]:
        with pytest.raises(DeviceError.Failed) as error:
            qujat.ServiceTime(Clock(wall, 0)).now()
        assert error.value.code == "clock"
    with pytest.raises(DeviceError.Input) as refused:
        qujat.ServiceTime(Clock(int(time.time()), 0)).set(2**63 - 1)
    assert refused.value.code == "time"
