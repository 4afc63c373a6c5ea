"""What the scripts beside this one share: the tool that was built, what a process used, and recordings to
measure on."""

import gzip
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time
import typing
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOOL = str(ROOT / ".build" / "release" / "tool")


class Used(typing.NamedTuple):
    """Wall seconds, CPU seconds and peak memory in MB of a process."""
    wall: float
    cpu: float
    memory: float


def build(*options):
    """Builds the tool for release."""
    subprocess.run(["swift", "build", "-c", "release", "--product", "tool", *options], cwd=ROOT,
                   check=True, stdout=sys.stderr)


def quietly(*command):
    """Runs a command whose output says nothing new."""
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def ended(process, start):
    """Waits for a process that was started at a time of `time.monotonic`; its status and what it used."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    return status, Used(time.monotonic() - start, usage.ru_utime + usage.ru_stime,
                        usage.ru_maxrss / 1024)


def run(command, pinned=False):
    """What a command used, its output thrown away; pinned to one core if so asked."""
    command = ["taskset", "-c", "0"] * pinned + list(map(str, command))
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    status, used = ended(process, start)
    if status:
        sys.exit(f"failed: {' '.join(command)}")
    return used


def beside_gzip(title, segments, command, rounds, pinned):
    """Prints a command's time as a ratio to `gzip -dc` of plain segments, one after the other in each
    round."""
    peer, tool = [], []
    for _ in range(rounds):
        peer.append(run(["gzip", "-dc"] + segments, pinned))
        tool.append(run(command, pinned))
    wall = [t.wall / p.wall for p, t in zip(peer, tool)]
    cpu = [t.cpu / p.cpu for p, t in zip(peer, tool)]
    print(
        f"{title:<12} gzip {statistics.median(p.wall for p in peer):6.2f} s   "
        f"tool {statistics.median(t.wall for t in tool):6.2f} s   "
        f"wall ratio {statistics.median(wall):.3f} (best {min(wall):.3f})   "
        f"CPU ratio {statistics.median(cpu):.3f}   peak {max(t.memory for t in tool):.0f} MB"
    )


def plain_segments(recording):
    """The plain segments of a recording, and how many bytes their records have."""
    segments = sorted(str(path) for path in pathlib.Path(recording).glob("*.gz"))
    return segments, sum(len(chunk) for segment in segments for chunk in inflated(segment))


def inflated(segment):
    process = subprocess.Popen(["gzip", "-dc", segment], stdout=subprocess.PIPE)
    while chunk := process.stdout.read(1 << 20):
        yield chunk
    process.wait()


def repeat(captures, path, size):
    """One capture of at least `size` bytes out of real ones: the same frames at later times."""
    lines = [line for capture in captures for line in gzip.open(capture)]
    trades = sum(b"@trade" in line for line in lines)
    first, last = (int(lines[at].split(b" ", 1)[0]) for at in (0, -1))
    span_ms = (last - first) // 1_000_000 + 1
    moved = re.compile(rb'"([ETt])":(\d+)')
    written, turn = 0, 0
    with gzip.open(path, "wb", compresslevel=1) as output:
        while written < size:
            def later(match):
                step = turn * (trades if match[1] == b"t" else span_ms)
                return b'"%s":%d' % (match[1], int(match[2]) + step)
            for line in lines:
                stamp, frame = line.split(b" ", 1)
                line = b"%d %s" % (int(stamp) + turn * span_ms * 1_000_000,
                                   moved.sub(later, frame, 4))
                written += output.write(line)
            turn += 1


def post(url):
    """Sends an empty POST, as the control page does."""
    urllib.request.urlopen(urllib.request.Request(url, method="POST")).read()
