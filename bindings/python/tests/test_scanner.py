from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import text

import qujat
from qujat import CodeKind, QrUse

WORDS = "құжат 123"


def frame(words: str = WORDS, padding: int = 0) -> tuple[bytes, int, int]:
    """Pixels of a code whose rows are longer than what they show, the side, and the bytes from row to row."""
    symbol = qujat.QrSymbol(words, QrUse.SCREEN)
    side = symbol.size() * 4
    pixels = symbol.luma(4)
    rows = [pixels[row * side : (row + 1) * side] for row in range(side)]
    # The last row ends with its last pixel, as cameras hand it over.
    return (b"\x5a" * padding).join(rows), side, side + padding


@pytest.mark.parametrize("padding", [0, 1, 24])
def test_a_frame_is_read(padding: int) -> None:
    pixels, side, row_stride = frame(padding=padding)
    [code] = qujat.Scanner().scan(pixels, side, side, row_stride)
    assert (code.text, code.bytes, code.kind) == (WORDS, WORDS.encode(), CodeKind.UNKNOWN)
    assert len(code.corners) == 4
    assert all(0 <= corner.x <= side and 0 <= corner.y <= side for corner in code.corners)


def test_a_code_held_up_is_one_event() -> None:
    scanner = qujat.Scanner()
    pixels, side, row_stride = frame()
    blank = b"\xff" * (side * side)

    def shown() -> str | None:
        code = scanner.next_event(pixels, side, side, row_stride)
        return code.text if code else None

    def without(frames: int) -> None:
        assert all(scanner.next_event(blank, side, side, side) is None for _ in range(frames))

    assert shown() == WORDS
    assert [shown() for _ in range(5)] == [None] * 5
    without(29)
    assert shown() is None
    without(30)
    assert shown() == WORDS
    scanner.forget()
    assert shown() == WORDS


def test_frames_from_many_threads_take_turns() -> None:
    scanner = qujat.Scanner()
    frames = [frame(f"code {index}", index) for index in range(4)]

    def scan(index: int) -> list[str | None]:
        pixels, side, row_stride = frames[index % 4]
        return [code.text for code in scanner.scan(pixels, side, side, row_stride)]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(scan, range(64))) == [[f"code {index % 4}"] for index in range(64)]


def test_a_plane_that_is_too_short_is_refused_not_read_past() -> None:
    scanner = qujat.Scanner()
    with pytest.raises(qujat.InputError.Picture) as refused:
        scanner.scan(bytes(99), 10, 10, 10)
    assert refused.value.code == "picture"
    assert refused.value.reason == "the luma plane has 99 bytes, 100 wanted"
    most = 2**32 - 1
    for width, height, row_stride in [(0, 0, 0), (10, 10, 9), (most, most, most)]:
        with pytest.raises(qujat.InputError.Picture):
            scanner.next_event(bytes(100), width, height, row_stride)


def test_a_picture_file_is_read() -> None:
    png = qujat.QrSymbol(WORDS, QrUse.PRINT).png(4)
    assert [code.text for code in qujat.Scanner().scan_picture(png)] == [WORDS]


def test_which_carrier_a_code_is_shows_from_its_text() -> None:
    assert qujat.code_kind(text("identity_card.seal")) == CodeKind.SEAL
    assert qujat.code_kind(text("grant.link")) == CodeKind.GRANT
    assert qujat.code_kind("hello") == CodeKind.UNKNOWN
