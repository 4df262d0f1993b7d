#!/usr/bin/python3
"""Makes the files of this folder with NumPy and PyTorch (Debian: python3-numpy, python3-torch); run it here.

arrays-*.npz, *.npy: what other programs write, for the readers of arrays.
NAME.onnx: a small network exported by PyTorch. NAME.npz beside it: inputs `x`, labels `y` (arg max or sign of the outputs),
`outputs` as PyTorch computes them (before a final softmax where there is none in the graph), and every parameter as `param/<its name>`.
"""
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


def export(name, model, shape, opset, dtype=torch.float32, keep=False):
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
    np.savez(name + ".npz", x=x.numpy(), y=y.numpy(), outputs=outputs.numpy(), **parameters)


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
