#!/usr/bin/python3
"""Makes the files of this folder with NumPy and PyTorch (Debian: python3-numpy, python3-torch); run it here.

arrays-*.npz, *.npy: what other programs write, for the readers of arrays.
NAME.onnx: a small network exported by PyTorch. NAME.npz beside it: inputs `x`, labels `y` (arg max or sign of the outputs),
`outputs` as PyTorch computes them (before a final softmax where there is none in the graph), and every parameter as `param/<its name>`.
"""
import os

import numpy as np
import torch
from torch import nn

torch.manual_seed(20240229)
rng = np.random.default_rng(7)

numbers = {
    "f8": rng.standard_normal((3, 4)),
    "f4": rng.standard_normal((2, 3, 4)).astype("<f4"),
    "f2": rng.standard_normal(5).astype("<f2"),
    "i8": np.array([-(2**53), 0, 2**53]),
    "i4": np.arange(-3, 3, dtype="<i4"),
    "u1": np.arange(250, 256, dtype="u1"),
    "b": np.array([True, False]),
    "scalar": np.float64(np.pi),
    "empty": np.zeros((0, 3)),
    "fortran": np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)),
    "big": np.arange(3, dtype=">f8"),
}
np.savez("arrays-stored.npz", **numbers)
np.savez_compressed("arrays-deflated.npz", **numbers)
with open("version2.npy", "wb") as f:
    np.lib.format.write_array(f, numbers["f8"], version=(2, 0))
np.save("objects.npy", np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
np.save("records.npy", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(2, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.second = nn.Conv2d(4, 4, 3, padding=1)
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        a = torch.relu(self.norm(self.first(x)))
        b = torch.relu(self.second(a)) + a
        return self.head(b.mean(dim=(2, 3)))


class Branches(nn.Module):
    """Concat, Transpose, Unsqueeze, Squeeze: shape work between layers."""

    def __init__(self):
        super().__init__()
        self.left = nn.Linear(6, 4)
        self.right = nn.Linear(6, 5)
        self.head = nn.Linear(9, 3)

    def forward(self, x):
        a = nn.functional.leaky_relu(self.left(x), 0.1)
        b = torch.tanh(self.right(x))
        c = torch.cat([a, b], dim=1)
        c = c.unsqueeze(2).transpose(1, 2).squeeze(1)
        return torch.log_softmax(self.head(c), dim=1)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.RNN(3, 5, nonlinearity="relu", batch_first=False)
        self.head = nn.Linear(5, 2)

    def forward(self, x):
        _, last = self.cell(x)
        return self.head(last.squeeze(0))


def randomize(model):
    """Batch normalization that has seen data, so that folding it wrongly shows."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.3)


def export(name, model, shape, opset, dtype=torch.float32, keep=False, save=np.savez):
    model = model.to(dtype)
    randomize(model)
    model.eval()
    x = torch.randn(*shape, dtype=dtype)
    with torch.no_grad():
        outputs = model(x)
    y = outputs.argmax(1) if outputs.shape[1] > 1 else torch.sign(outputs[:, 0])
    axis = 1 if isinstance(model, Recurrent) else 0
    torch.onnx.export(
        model, x, name + ".onnx", opset_version=opset, input_names=["x"], output_names=["outputs"], dynamic_axes={"x": {axis: "batch"}, "outputs": {0: "batch"}},
        training=torch.onnx.TrainingMode.PRESERVE if keep else torch.onnx.TrainingMode.EVAL, do_constant_folding=not keep)
    parameters = {"param/" + k: v.numpy() for k, v in model.state_dict().items()}
    save(name + ".npz", x=x.numpy(), y=y.numpy(), outputs=outputs.numpy(), **parameters)


export("mlp-f32", nn.Sequential(nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 6), nn.ReLU(), nn.Linear(6, 3)), (8, 5), 13)
export("mlp-f64", nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 4), nn.Sigmoid(), nn.Linear(4, 1)), (8, 5), 16, torch.float64)
export("mlp-no-bias", nn.Sequential(nn.Linear(5, 7, bias=False), nn.ReLU(), nn.Linear(7, 3, bias=False)), (8, 5), 9)
export("mlp-opset7", nn.Sequential(nn.Linear(5, 7), nn.LeakyReLU(0.2), nn.Dropout(0.5), nn.Linear(7, 3), nn.Softmax(dim=1)), (8, 5), 7, keep=True)
export("convolution", nn.Sequential(
    nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3, stride=2, padding=2, dilation=2, groups=2), nn.ReLU(),
    nn.AvgPool2d(2), nn.Dropout(0.3), nn.Flatten(), nn.Linear(6, 3)), (6, 1, 8, 8), 13, keep=True)
export("convolution-f64", nn.Sequential(
    nn.Conv2d(1, 4, (3, 2), bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3)), (6, 1, 7, 6), 14, torch.float64)
export("residual", Residual(), (6, 2, 6, 6), 13, keep=True)
export("branches", Branches(), (8, 6), 12)
export("recurrent", Recurrent(), (7, 4, 3), 14)


# Operators one by one, for the networks that graphs become.
class Normalized(nn.Module):
    """Batch normalization of the input, after a layer, and after an activation where only the next layer can take it."""

    def __init__(self):
        super().__init__()
        self.input = nn.BatchNorm2d(2)
        self.first = nn.Conv2d(2, 3, 3, bias=False)
        self.norm = nn.BatchNorm2d(3)
        self.late = nn.BatchNorm2d(3)
        self.second = nn.Conv2d(3, 4, 2)
        self.padded = nn.BatchNorm2d(4)
        self.third = nn.Conv2d(4, 3, 3, padding=1)
        self.hidden = nn.Linear(27, 5)
        self.units = nn.BatchNorm1d(5)
        self.head = nn.Linear(5, 3)

    def forward(self, x):
        a = torch.relu(self.norm(self.first(self.input(x))))
        b = torch.tanh(self.second(self.late(a)))
        c = torch.relu(self.third(self.padded(b))).flatten(1)
        return self.head(torch.relu(self.units(self.hidden(c))))


class Scaled(nn.Module):
    """Constants that shift and scale: pixels, channels, a mean image, units, logits."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.randn(1, 2, 1, 1))
        self.register_buffer("spread", torch.rand(2, 1, 1) + 0.5)
        self.register_buffer("image", torch.randn(2, 5, 4))
        self.register_buffer("units", torch.rand(6) + 0.5)
        self.first = nn.Conv2d(2, 3, 2)
        self.second = nn.Conv2d(2, 3, 2, padding=1)
        self.hidden = nn.Linear(40, 6)
        self.head = nn.Linear(6, 3)

    def forward(self, x):
        a = self.first((x / 255 - self.mean) / self.spread)
        b = self.second((1 - x) * 0.5)
        c = torch.tanh(self.hidden((x - self.image).flatten(1)) * self.units)
        return self.head(c) * 2 - 1 + a.mean(dim=(2, 3)) + b.mean(dim=(2, 3))


class Viewed(nn.Module):
    """Shapes worked out in the graph."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 2, 2)
        self.second = nn.Linear(18, 12)
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        a = torch.relu(self.first(x))
        b = torch.relu(self.second(a.view(a.size(0), -1)))
        c = b.view(-1, b.size(1) // 4, 4).permute(0, 2, 1).reshape(b.size(0), 4, 3)
        return self.head(c.mean(2).view(b.size(0), -1))


class Sequence(nn.Module):
    """One spatial axis, and a layer that is the same for every step."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv1d(3, 4, 3, padding=2, dilation=2)
        self.second = nn.Conv1d(4, 6, 2, stride=2, groups=2)
        self.step = nn.Linear(6, 5)
        self.again = nn.Linear(5, 4, bias=False)
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        a = nn.functional.max_pool1d(torch.relu(self.first(x)), 3, stride=1, padding=1)
        b = nn.functional.avg_pool1d(torch.relu(self.second(a)), 2, stride=1)
        c = torch.relu(self.again(torch.relu(self.step(b.transpose(1, 2)))))
        return self.head(c.transpose(1, 2).max(dim=2)[0])


class Pools(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 2, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2))
        self.head = nn.Linear(10, 3)

    def forward(self, x):
        a = nn.functional.softplus(self.first(x))
        counted = nn.functional.avg_pool2d(a, 3, stride=2, padding=1)
        uncounted = nn.functional.avg_pool2d(a, 3, stride=2, padding=1, count_include_pad=False)
        ceiled = nn.functional.max_pool2d(a, 3, stride=2, ceil_mode=True)
        average = nn.functional.avg_pool2d(a, 2, stride=3, ceil_mode=True)
        dilated = nn.functional.max_pool2d(a, 2, stride=1, dilation=2)
        whole = [nn.functional.adaptive_max_pool2d(p, 1).flatten(1) for p in (counted, uncounted, ceiled, average, dilated)]
        return self.head(torch.cat(whole, dim=1))


class LastState(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.RNN(3, 5, nonlinearity="tanh", batch_first=True, bias=False)
        self.head = nn.Linear(5, 2)

    def forward(self, x):
        states, _ = self.cell(x)
        return self.head(states[:, -1])


class EveryState(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.RNN(3, 4, nonlinearity="relu", batch_first=True)
        self.second = nn.RNN(4, 3, nonlinearity="relu", batch_first=True)
        self.head = nn.Linear(3, 2)

    def forward(self, x):
        return self.head(self.second(self.first(x)[0])[0]).flatten(1)


class Everything(nn.Module):
    """Small, but with what changed from one operator set to the next."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 3, 3, padding=1)
        self.norm = nn.BatchNorm2d(3)
        self.second = nn.Conv2d(3, 3, 1, bias=False)
        self.drop = nn.Dropout(0.5)
        self.head = nn.Linear(6, 3)

    def forward(self, x):
        a = torch.relu(self.norm(self.first(x)))
        a = (self.second(a) + a).clamp(min=0)
        b = nn.functional.max_pool2d(a, 2).mean(dim=(2, 3), keepdim=True).squeeze(3).squeeze(2)
        c = nn.functional.avg_pool2d(a, 4).view(x.size(0), -1)
        return torch.log_softmax(self.head(self.drop(torch.cat([b, c], dim=1))), dim=1)


def share(name, model, shape, opsets):
    """One set of numbers, exported for several operator sets as NAME-opsetN.onnx."""
    export(name, model, shape, opsets[0], keep=True, save=np.savez_compressed)
    os.rename(name + ".onnx", f"{name}-opset{opsets[0]}.onnx")
    x = torch.from_numpy(np.load(name + ".npz")["x"])
    for opset in opsets[1:]:
        torch.onnx.export(
            model, x, f"{name}-opset{opset}.onnx", opset_version=opset, input_names=["x"], output_names=["outputs"],
            dynamic_axes={"x": {0: "batch"}, "outputs": {0: "batch"}}, do_constant_folding=opset % 2 == 0)


export("normalized", Normalized(), (2, 2, 6, 6), 13, torch.float64, keep=True, save=np.savez_compressed)
export("scaled", Scaled(), (2, 2, 5, 4), 13, torch.float64, keep=True, save=np.savez_compressed)
export("viewed", Viewed(), (2, 1, 4, 4), 11, torch.float64, keep=True, save=np.savez_compressed)
export("sequence", Sequence(), (4, 3, 8), 12, torch.float64, save=np.savez_compressed)
export("pools", Pools(), (4, 1, 9, 8), 11, torch.float64, save=np.savez_compressed)
export("last-state", LastState(), (5, 4, 3), 14, torch.float64, save=np.savez_compressed)
export("every-state", EveryState(), (5, 4, 3), 9, save=np.savez_compressed)
export("activations", nn.Sequential(
    nn.Linear(4, 6), nn.PReLU(), nn.Linear(6, 6), nn.LeakyReLU(0.1), nn.Linear(6, 5), nn.Tanh(), nn.Dropout(0.2), nn.Linear(5, 5), nn.Softplus(), nn.Linear(5, 4, bias=False),
    nn.Sigmoid(), nn.Linear(4, 3), nn.Sigmoid()), (6, 4), 15, torch.float64, keep=True, save=np.savez_compressed)
share("everything", Everything(), (4, 1, 4, 4), [*range(7, 15), 17])
model = nn.Sequential(nn.Conv2d(1, 2, 2), nn.ReLU(), nn.Flatten(), nn.Linear(18, 3))
x = torch.randn(3, 1, 4, 4)
torch.onnx.export(model, x, "fixed-batch.onnx", opset_version=17, input_names=["x"], output_names=["outputs"])
np.savez_compressed("fixed-batch.npz", x=x.numpy(), y=model(x).argmax(1).numpy(), outputs=model(x).detach().numpy(), **{"param/" + k: v.numpy() for k, v in model.state_dict().items()})
