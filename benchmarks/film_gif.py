"""A film of ``craftagent run --out`` as an animated GIF, as README shows one.

craftagent run "get a crafting table" --seed 20002 --out runs/film
python benchmarks/film_gif.py runs/film/video.mp4 docs/images/run.gif --every 6 --width 560 --ms 200
"""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

from PIL import Image

from craftagent.datasets.video import VideoReader

LAST = 2500  # milliseconds for which the last picture stays


def main() -> int:
    """Write the GIF: every so many ticks a picture, all in the colours of one palette."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("video", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--every", type=int, default=5, metavar="T", help="ticks between two pictures (default 5)")
    parser.add_argument("--width", type=int, default=720, help="pixels (default 720)")
    parser.add_argument("--ms", type=int, default=80, help="milliseconds a picture is shown (default 80)")
    args = parser.parse_args()
    with contextlib.closing(VideoReader(args.video)) as video:
        last, (width, height) = video.n_frames - 1, video.size
        height = round(args.width * height / width)
        small = [
            Image.fromarray(frame).resize((args.width, height), Image.Resampling.LANCZOS)
            for tick, frame in enumerate(video.read(0, last + 1))
            if tick % args.every == 0 or tick == last
        ]
    # pictures side by side have the colours of all: a palette of its own for each would flicker
    some = small[:: max(1, len(small) // 12)]
    sheet = Image.new("RGB", (args.width, height * len(some)))
    for k, picture in enumerate(some):
        sheet.paste(picture, (0, k * height))
    palette = sheet.quantize(128, Image.Quantize.MEDIANCUT)
    pages = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in small]
    times = [args.ms] * (len(pages) - 1) + [LAST]
    pages[0].save(args.out, save_all=True, append_images=pages[1:], duration=times, loop=0, optimize=True)
    print(f"{args.out}: {len(pages)} pictures, {args.out.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
