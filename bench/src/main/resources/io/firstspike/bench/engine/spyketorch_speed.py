"""The network of Mozafari et al. 2019 in SpykeTorch, timed round by round for `bench peers`.

Usage: spyketorch_speed.py CHECKOUT WEIGHTS IMAGES, where WEIGHTS is a folder with S1.npy, S2.npy
and S3.npy, and IMAGES a file of 28 x 28 bytes each. Reads one request a line, `STEP FLUSH COUNT`:
STEP is S1, S2, S3 (a learning frame of that layer, from pixels) or whole (inference), FLUSH 1 to
flush denormals. Answers with one line: CPU seconds, then the labels of `whole`, -1 if silent.
"""
import sys
import time
import types
import warnings

import numpy as np
import torch

warnings.filterwarnings("ignore")
checkout, weights, images = sys.argv[1:4]
sys.path.insert(0, checkout)
try:
    import torchvision  # noqa: F401
except ImportError:
    # SpykeTorch imports it, but nothing that is used here needs it.
    stub = types.ModuleType("torchvision")
    stub.transforms = types.ModuleType("torchvision.transforms")
    stub.datasets = types.ModuleType("torchvision.datasets")
    sys.modules.update({"torchvision": stub, "torchvision.transforms": stub.transforms,
                        "torchvision.datasets": stub.datasets})
from SpykeTorch import functional as sf  # noqa: E402
from SpykeTorch import snn, utils  # noqa: E402

torch.set_num_threads(1)
torch.set_grad_enabled(False)
PIXELS = torch.from_numpy(np.fromfile(images, np.uint8).reshape(-1, 1, 1, 28, 28)).float()
FILTER = utils.Filter(
    [utils.DoGKernel(size, one * size / 9, other * size / 9)
     for size in (3, 7, 13) for one, other in ((1, 2), (2, 1))], padding=6, thresholds=50)
LATENCY = utils.Intensity2Latency(15)
PADDING = {"S1": 2, "S2": 1, "S3": 2}
THRESHOLD = {"S1": 15, "S2": 10}
POOL = {"S1": 2, "S2": 3}
WINNERS = {"S1": (5, 3), "S2": (8, 1)}


class Layers:
    """A network's layers with the given weights; learning rates as late in training."""

    def __init__(self):
        self.convolution = {}
        for name, (inputs, maps, size) in {
                "S1": (6, 30, 5), "S2": (30, 250, 3), "S3": (250, 200, 5)}.items():
            layer = snn.Convolution(inputs, maps, size)
            layer.load_weight(torch.from_numpy(np.load(f"{weights}/{name}.npy")))
            self.convolution[name] = layer
        self.rules = {name: snn.STDP(self.convolution[name], (0.15, -0.1125))
                      for name in ("S1", "S2")}
        layer = self.convolution["S3"]
        self.reward = snn.STDP(layer, (0.004, -0.003), False, 0.2, 0.8)
        self.punish = snn.STDP(layer, (-0.004, 0.0005), False, 0.2, 0.8)

    def potentials(self, name, spikes):
        padding = PADDING[name]
        seen = sf.pad(spikes, (padding,) * 4)
        return seen, self.convolution[name](seen)

    def forward(self, name, spikes):
        _, potentials = self.potentials(name, spikes)
        fired, _ = sf.fire(potentials, THRESHOLD[name], True)
        return sf.pooling(fired, POOL[name], POOL[name])

    def learn(self, name, spikes):
        seen, potentials = self.potentials(name, spikes)
        _, above = sf.fire(potentials, THRESHOLD[name], True)
        above = sf.pointwise_inhibition(above)
        fired = above.sign()
        winners = sf.get_k_winners(above, *WINNERS[name], fired)
        self.rules[name](seen, above, fired, winners)

    def decide(self, spikes):
        seen, potentials = self.potentials("S3", spikes)
        fired = sf.fire(potentials)
        return seen, potentials, fired, sf.get_k_winners(potentials, 1, 0, fired)

    def reinforce(self, spikes, number):
        seen, potentials, fired, winners = self.decide(spikes)
        if winners:
            rule = self.punish if number % 10 == 0 else self.reward
            rule(seen, potentials, fired, winners)


def encode(number):
    seen = FILTER(PIXELS[number % len(PIXELS)])
    return LATENCY(sf.local_normalization(seen, 8)).sign()


def step(layers, name, number):
    spikes = encode(number)
    for below in ("S1", "S2"):
        if below == name:
            layers.learn(name, spikes)
            return -1
        spikes = layers.forward(below, spikes)
    if name == "S3":
        layers.reinforce(spikes, number)
        return -1
    winners = layers.decide(spikes)[3]
    return winners[0][0] // 20 if winners else -1


print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    name, flush, count = line.split()
    torch.set_flush_denormal(flush == "1")
    layers = Layers()
    step(layers, name, 0)
    begun = time.process_time()
    labels = [step(layers, name, number) for number in range(int(count))]
    print(time.process_time() - begun, *labels, flush=True)
