"""Reads frames with zxing-cpp's wheel for another program, and says how long each took.

Takes on standard input, for each frame, two numbers of four bytes, width and height, lowest byte first, then the luma pixels row by
row. Gives, for each, one line: milliseconds, the quickest of three tries, then the bytes of every symbol found, in hex, apart by spaces.
"""

import struct
import sys
import time

import numpy
import zxingcpp


def read(image: numpy.ndarray) -> tuple[float, list[bytes]]:
    start = time.perf_counter()
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return (time.perf_counter() - start) * 1e3, [it.bytes for it in found]


source = sys.stdin.buffer
while head := source.read(8):
    width, height = struct.unpack("<II", head)
    frame = numpy.frombuffer(source.read(width * height), numpy.uint8).reshape(height, width)
    (first, found), (second, _), (third, _) = read(frame), read(frame), read(frame)
    print(f"{min(first, second, third):.4f}", *(it.hex() for it in found), flush=True)
