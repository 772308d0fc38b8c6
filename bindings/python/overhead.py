"""Times two calls through this package, for `cargo xtask figures`: see `uniffi/examples/overhead.rs`."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import qujat

NOW = 1_768_017_600
WIDTH, HEIGHT = 1280, 720


def main() -> None:
    folder = Path(sys.argv[1])
    trust = qujat.TrustMaterial(
        signers=[(folder / "publisher.cose_key").read_bytes()], lists=[(folder / "issuers.trust_list").read_bytes()]
    )
    verifier = qujat.Verifier(trust, NOW)
    card = (folder / "identity_card.mdoc").read_bytes()

    def verify() -> None:
        assert verifier.verify_document(card, None, NOW).document, "the card is valid"

    scanner = qujat.Scanner()
    frame = (folder / "frame.luma").read_bytes()

    def scan() -> None:
        assert len(scanner.scan(frame, WIDTH, HEIGHT, WIDTH)) == 1, "codes in the frame"

    print(f"verify {median(2000, verify)}\nframe {median(200, scan)}")


def median(samples: int, call: Callable[[], None]) -> int:
    """Nanoseconds of the middle one of so many runs, after a quarter as many that do not count."""
    taken = []
    for _ in range(samples + samples // 4):
        start = time.perf_counter_ns()
        call()
        taken.append(time.perf_counter_ns() - start)
    return sorted(taken[samples // 4 :])[samples // 2]


main()
