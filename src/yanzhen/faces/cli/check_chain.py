"""Check an exported chain without Yanzhen: copy this one file to any machine with Python 3.9 or newer.

    python check_chain.py EXPORT [--chain NUMBER] [--anchors FILE]

EXPORT is what `yz verify --export` wrote: a first line saying which chain it is and where it ended, then a line an entry: its
hash, a blank, and the text the hash is taken over. Anchors are heads kept elsewhere (printed reports, the county): lines of
`chain seq head`, the head at least 16 hex digits, `-` where chain or seq is not known. Ends with 0 if everything agrees.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable
from typing import Any

ALGORITHMS = ("sha256", "sm3")
SHORTEST = 16
HEX = set("0123456789abcdef")


def digest_agrees(body: str, claimed: str, first: str) -> bool:
    """Does the hash come out, by the algorithm the export names or by the other one, which may have been in use before?"""
    for name in sorted(ALGORITHMS, key=lambda a: a != first):
        try:
            if hashlib.new(name, body.encode("utf-8", "surrogatepass")).hexdigest() == claimed:
                return True
        except ValueError:  # this Python knows no sm3
            continue
    return False


def check_entry(line: str, number: int, head: dict[str, Any], before: str) -> tuple[str, list[str]]:
    """The hash of one line, and what is wrong with it."""
    claimed, _blank, body = line.partition(" ")
    try:
        entry = json.loads(body)
    except ValueError:
        return claimed, [f"第 {number} 条读不出来"]
    if not isinstance(entry, dict):
        return claimed, [f"第 {number} 条读不出来"]
    faults = []
    if entry.get("chain") != head.get("chain"):
        faults.append(f"第 {number} 条属于链 {entry.get('chain')},不是链 {head.get('chain')}")
    if entry.get("seq") != number:
        faults.append(f"应是第 {number} 条,写的却是第 {entry.get('seq')} 条:有删、有加,或次序被动过")
    if entry.get("previous") != before:
        faults.append(f"第 {number} 条与前一条接不上")
    if not digest_agrees(body, claimed, str(head.get("digest"))):
        faults.append(f"第 {number} 条的内容被改过")
    return claimed, faults


def check(lines: Iterable[str], chain: int | None = None) -> tuple[list[str], dict[str, Any], list[str]]:
    """Everything wrong with an export, its first line, and the hash of each entry in order."""
    source = iter(lines)
    try:
        head = json.loads(next(source))
        if not isinstance(head, dict):
            raise ValueError
    except (StopIteration, ValueError):
        return ["这不是导出的链:第一行读不出来"], {}, []
    faults: list[str] = []
    if chain is not None and head.get("chain") != chain:
        faults.append(f"这是链 {head.get('chain')} 的导出,要查的是链 {chain}")
    hashes: list[str] = []
    for number, line in enumerate(source, 1):
        claimed, wrong = check_entry(line.rstrip("\n"), number, head, hashes[-1] if hashes else "")
        hashes.append(claimed)
        faults += wrong
    if (head.get("seq"), head.get("head")) != (len(hashes), hashes[-1] if hashes else ""):
        faults.append(f"首行说到第 {head.get('seq')} 条为止,实际有 {len(hashes)} 条:末尾被删、被加,或首行被改")
    return faults, head, hashes


def check_anchors(lines: Iterable[str], chain: Any, hashes: list[str]) -> list[str]:
    """The anchors of this chain that the export does not hold."""
    faults = []
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words[0]) >= SHORTEST:
            words = ["-", "-", words[0]]
        if len(words) < 3 or len(words[2]) < SHORTEST or set(words[2].lower()) - HEX:
            faults.append(f"锚点文件第 {number} 行看不懂")
            continue
        of, seq, kept = words[0], words[1], words[2].lower()
        if of not in ("-", str(chain)):
            continue
        if seq == "-":
            held = any(h.startswith(kept) for h in hashes)
        else:
            held = seq.isdigit() and 0 < int(seq) <= len(hashes) and hashes[int(seq) - 1].startswith(kept)
        if not held:
            faults.append(f"外面留的链头 {kept[:SHORTEST]}(第 {seq} 条)在导出里找不到:被重写过,或这是更早的导出")
    return faults


def main(arguments: list[str] | None = None) -> int:
    """Read the files, say what is wrong, end with 0 if nothing is."""
    parser = argparse.ArgumentParser(description="核对导出的操作记录链")
    parser.add_argument("export")
    parser.add_argument("--chain", type=int, help="只认这一条链")
    parser.add_argument("--anchors", help="外面留的链头")
    given = parser.parse_args(arguments)
    with open(given.export, encoding="utf-8", errors="surrogateescape", newline="\n") as source:
        faults, head, hashes = check(source, given.chain)
    if given.anchors:
        with open(given.anchors, encoding="utf-8") as source:
            faults += check_anchors(source, head.get("chain"), hashes)
    for fault in faults:
        sys.stdout.write(f"✗ {fault}\n")
    if not faults:
        sys.stdout.write(f"✓ 链 {head['chain']} 共 {len(hashes)} 条,前后相接,内容未变;链头 {(hashes or [''])[-1][:SHORTEST]}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
