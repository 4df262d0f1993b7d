"""Training steps of PyTorch in double precision, on the shapes of the scenario `peer`.

Prints one JSON document with the same fields as the benchmarks of the house. A step is zero_grad, forward, backward, optimizer.step of a
plain torch.nn module under torch.optim.SGD, which is what a user of PyTorch writes.
"""

import argparse
import json
import os
import statistics
import time

import torch

SAMPLE_SECONDS = 100e-6
ROUND_SECONDS = 0.06


def network(sizes, bias):
    layers = []
    for k in range(len(sizes) - 1):
        layers.append(torch.nn.Linear(sizes[k], sizes[k + 1], bias=bias))
        if k < len(sizes) - 2:
            layers.append(torch.nn.ReLU())
    return torch.nn.Sequential(*layers)


def wide():
    """784-256-256-10 with biases, relu, cross-entropy as a mean over a batch of 128, plain gradient descent."""
    model = network([784, 256, 256, 10], bias=True)
    inputs, labels = torch.randn(128, 784), torch.arange(128) % 10
    loss = torch.nn.CrossEntropyLoss()
    return model, lambda: loss(model(inputs), labels), 1e-3


def tiny():
    """20-50-1 without biases, relu, exponential loss summed over 100 examples, plain gradient descent."""
    model = network([20, 50, 1], bias=False)
    inputs, signs = torch.randn(100, 20), torch.randint(0, 2, (100, 1)) * 2.0 - 1.0
    return model, lambda: torch.exp(-signs * model(inputs)).sum(), 1e-6


def stepper(make):
    model, loss, rate = make()
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)

    def step():
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()

    return step


def samples(step, count, chunk):
    found = []
    before = time.perf_counter()
    for _ in range(count):
        for _ in range(chunk):
            step()
        now = time.perf_counter()
        found.append((now - before) / chunk)
        before = now
    return found


def blas():
    """The libraries for linear algebra that this process has loaded, by their own names: they decide how fast wide steps are."""
    with open("/proc/self/maps", encoding="ascii") as maps:
        files = {os.path.basename(os.path.realpath(line.split()[-1])) for line in maps if ".so" in line}
    return sorted(f for f in files if any(name in f.lower() for name in ("blas", "mkl_rt", "blis")))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1)

    steps = {"wide": stepper(wide), "tiny": stepper(tiny)}
    sizes = {}
    for name, step in steps.items():
        least = min(samples(step, 30, 1))
        chunk = max(1, int(SAMPLE_SECONDS / least))
        sizes[name] = (max(5, min(200, int(ROUND_SECONDS / (least * chunk)))), chunk)

    everything = {name: [] for name in steps}
    for _ in range(options.rounds):
        for name, step in steps.items():
            count, chunk = sizes[name]
            samples(step, 2, chunk)
            everything[name].extend(samples(step, count, chunk))

    print(json.dumps({
        "schema": "marginalia/peer/1",
        "peer": f"PyTorch {torch.__version__}",
        "threads": torch.get_num_threads(),
        "blas": blas(),
        "scenarios": [
            {
                "name": name,
                "minSeconds": min(everything[name]),
                "medianSeconds": statistics.median(everything[name]),
            }
            for name in steps
        ],
    }))


if __name__ == "__main__":
    main()
