"""Writes networks with random weights as PyTorch exports them, for PyTorchExportsTest.

Made with Debian's python3-torch 1.13.1: python3 exports.py
"""
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(1)
HERE = pathlib.Path(__file__).parent
PICTURE = torch.zeros(1, 1, 8, 8)


def export(name, net, opset=13, **more):
    net.eval()
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_(-0.3, 0.3)
            module.running_var.uniform_(0.5, 2)
    torch.onnx.export(net, PICTURE, HERE / f"{name}.onnx", opset_version=opset, **more)


def cnn(batch=False):
    norm = [nn.BatchNorm2d(3)] if batch else []
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1, bias=not batch), *norm, nn.ReLU(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Dropout(0.5), nn.Linear(48, 10))


class View(nn.Module):
    """What is not nn.Flatten: dimensions that are computed while the network runs."""

    def __init__(self, form):
        super().__init__()
        self.form, self.conv, self.head = form, nn.Conv2d(1, 3, 3), nn.Linear(108, 10)
        self.short = nn.Linear(3, 10)

    def forward(self, x):
        x = self.conv(x)
        if self.form == "view":
            return self.head(F.relu(x).view(x.size(0), -1))
        if self.form == "clamp":
            return self.head(torch.clamp(x, min=0).permute(0, 2, 3, 1).flatten(1))
        return F.log_softmax(self.short(F.relu(x).mean((2, 3), keepdim=True).squeeze(-1).squeeze(-1)), 1)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Conv2d(1, 4, 3, 2, 1, bias=False), nn.Conv2d(4, 4, 3, 1, 1, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm2d(4), nn.BatchNorm2d(4)
        self.past = nn.Sequential(nn.Conv2d(1, 4, 1, 2, bias=False), nn.BatchNorm2d(4))
        self.head = nn.Linear(4, 10)

    def forward(self, x):
        y = self.norm2(self.two(F.relu(self.norm1(self.one(x)))))
        return self.head(F.adaptive_avg_pool2d(F.relu(y + self.past(x)), 1).flatten(1))


BATCH = dict(input_names=["x"], dynamic_axes={"x": {0: "n"}})
KEPT = dict(training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
for opset in (7, 9, 11, 13, 17):
    export(f"cnn-{opset}", cnn(), opset, **BATCH)
export("norm-folded", cnn(batch=True))
export("norm-kept", cnn(batch=True), **KEPT)
export("residual", Block())
export("residual-kept", Block(), **KEPT)
export("view", View("view"), **BATCH)
export("clamp-permute", View("clamp"), 11)
export("mean-squeeze", View("mean"), 17)
export("zero-pad", nn.Sequential(
    nn.ZeroPad2d((1, 2, 0, 1)), nn.Conv2d(1, 3, 3), nn.ReLU(), nn.AvgPool2d(3, 2, 1, count_include_pad=False),
    nn.Flatten(), nn.Linear(60, 10)), 11)
