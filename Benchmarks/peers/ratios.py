"""Reads the JSON documents of alternating rounds, ours and the peer's, and prints how many times longer the peer takes."""

import json
import statistics
import sys


def ours(path):
    with open(path, encoding="utf-8") as file:
        variants = json.load(file)["scenarios"][0]["variants"]
    return {v["name"]: v["minSeconds"] for v in variants}


def theirs(path):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    return document, {s["name"]: s["minSeconds"] for s in document["scenarios"]}


def main():
    folder, rounds = sys.argv[1], int(sys.argv[2])
    own = [ours(f"{folder}/own.{i}.json") for i in range(rounds)]
    documents, peer = zip(*(theirs(f"{folder}/peer.{i}.json") for i in range(rounds)))
    first = documents[0]
    print(f"{first['peer']}, {first['threads']} thread(s), {', '.join(first['blas']) or 'no BLAS library of its own name'}; {rounds} rounds in turn")
    print("time of a step of the peer over ours (Portable policy, one thread): quickest of all rounds, and the middle over rounds")
    for name, bar in (("tiny", 7.0), ("wide", 1.3)):
        least = min(p[name] for p in peer) / min(o[name] for o in own)
        middle = statistics.median(p[name] / o[name] for p, o in zip(peer, own))
        print(f"  {name}: {least:.2f}  {middle:.2f}  (at least {bar}: {'met' if least >= bar else 'missed'})")


if __name__ == "__main__":
    main()
