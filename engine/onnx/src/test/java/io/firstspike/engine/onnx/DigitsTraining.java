package io.firstspike.engine.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * Trains the network of {@code digits-cnn.onnx} and writes it: two convolutions with rectifiers and
 * average pools, two full connections, on MNIST's 60,000 digits for learning, by stochastic
 * gradient descent on cross-entropy. Plain loops, as no library here trains; a few minutes.
 *
 * <pre>java ... io.firstspike.engine.onnx.DigitsTraining MNIST_FOLDER FILE</pre>
 */
final class DigitsTraining {

  private static final int PASSES = 6;
  private static final int BATCH = 32;
  private static final float MOMENTUM = 0.9f;

  /** A layer that learns from the gradient of what it gave last. */
  private interface Layer {
    float[] forward(float[] input);

    float[] backward(float[] gradient);

    /** Takes a step against the mean gradient. */
    default void update(float rate) {}
  }

  /** Weights with their gradient and momentum. */
  private static final class Weights {
    final float[] values;
    final float[] gradient;
    private final float[] speed;

    Weights(int size, double deviation, Random random) {
      values = new float[size];
      gradient = new float[size];
      speed = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
    }

    void update(float rate) {
      for (int i = 0; i < values.length; i++) {
        speed[i] = MOMENTUM * speed[i] - rate * gradient[i] / BATCH;
        values[i] += speed[i];
        gradient[i] = 0;
      }
    }
  }

  /** A convolution without padding; {@code [map][row][column]}, weights as in ONNX. */
  private static final class Convolution implements Layer {
    final Weights weights;
    final Weights biases;
    private final int from;
    private final int to;
    private final int side;
    private final int kernel;
    private final int places;
    private float[] input;

    Convolution(int from, int to, int side, int kernel, Random random) {
      this.from = from;
      this.to = to;
      this.side = side;
      this.kernel = kernel;
      this.places = side - kernel + 1;
      int fan = from * kernel * kernel;
      weights = new Weights(to * fan, Math.sqrt(2.0 / fan), random);
      biases = new Weights(to, 0, random);
    }

    @Override
    public float[] forward(float[] given) {
      input = given;
      float[] output = new float[to * places * places];
      for (int o = 0; o < to; o++) {
        for (int i = 0; i < places * places; i++) {
          output[o * places * places + i] = biases.values[o];
        }
        for (int i = 0; i < from * kernel * kernel; i++) {
          float weight = weights.values[o * from * kernel * kernel + i];
          for (int row = 0; row < places; row++) {
            int source = source(i, row);
            int target = (o * places + row) * places;
            for (int x = 0; x < places; x++) {
              output[target + x] += weight * input[source + x];
            }
          }
        }
      }
      return output;
    }

    /** Where the numbers begin that weight {@code i} of a map is multiplied with, for one row. */
    private int source(int i, int row) {
      int map = i / (kernel * kernel);
      int down = i / kernel % kernel;
      return (map * side + row + down) * side + i % kernel;
    }

    @Override
    public float[] backward(float[] gradient) {
      float[] back = new float[input.length];
      for (int o = 0; o < to; o++) {
        for (int i = 0; i < places * places; i++) {
          biases.gradient[o] += gradient[o * places * places + i];
        }
        for (int i = 0; i < from * kernel * kernel; i++) {
          int at = o * from * kernel * kernel + i;
          float weight = weights.values[at];
          float sum = 0;
          for (int row = 0; row < places; row++) {
            int source = source(i, row);
            int target = (o * places + row) * places;
            for (int x = 0; x < places; x++) {
              sum += gradient[target + x] * input[source + x];
              back[source + x] += weight * gradient[target + x];
            }
          }
          weights.gradient[at] += sum;
        }
      }
      return back;
    }

    @Override
    public void update(float rate) {
      weights.update(rate);
      biases.update(rate);
    }
  }

  /** A full connection; {@code [output][input]}. */
  private static final class Connection implements Layer {
    final Weights weights;
    final Weights biases;
    private final int from;
    private final int to;
    private float[] input;

    Connection(int from, int to, Random random) {
      this.from = from;
      this.to = to;
      weights = new Weights(from * to, Math.sqrt(2.0 / from), random);
      biases = new Weights(to, 0, random);
    }

    @Override
    public float[] forward(float[] given) {
      input = given;
      float[] output = biases.values.clone();
      for (int o = 0; o < to; o++) {
        for (int i = 0; i < from; i++) {
          output[o] += weights.values[o * from + i] * input[i];
        }
      }
      return output;
    }

    @Override
    public float[] backward(float[] gradient) {
      float[] back = new float[from];
      for (int o = 0; o < to; o++) {
        biases.gradient[o] += gradient[o];
        for (int i = 0; i < from; i++) {
          weights.gradient[o * from + i] += gradient[o] * input[i];
          back[i] += weights.values[o * from + i] * gradient[o];
        }
      }
      return back;
    }

    @Override
    public void update(float rate) {
      weights.update(rate);
      biases.update(rate);
    }
  }

  private static final class Rectifier implements Layer {
    private float[] output;

    @Override
    public float[] forward(float[] input) {
      output = input.clone();
      for (int i = 0; i < output.length; i++) {
        output[i] = Math.max(0, output[i]);
      }
      return output;
    }

    @Override
    public float[] backward(float[] gradient) {
      float[] back = gradient.clone();
      for (int i = 0; i < back.length; i++) {
        back[i] = output[i] > 0 ? back[i] : 0;
      }
      return back;
    }
  }

  /** Averages of 2 by 2 cells. */
  private record Pool(int maps, int side) implements Layer {
    @Override
    public float[] forward(float[] input) {
      float[] output = new float[input.length / 4];
      for (int i = 0; i < input.length; i++) {
        output[target(i)] += input[i] / 4;
      }
      return output;
    }

    private int target(int i) {
      int row = i / side % side;
      return (i / (side * side) * (side / 2) + row / 2) * (side / 2) + i % side / 2;
    }

    @Override
    public float[] backward(float[] gradient) {
      float[] back = new float[maps * side * side];
      for (int i = 0; i < back.length; i++) {
        back[i] = gradient[target(i)] / 4;
      }
      return back;
    }
  }

  private final Random random = new Random(2026);
  private final Convolution first = new Convolution(1, 8, 28, 5, random);
  private final Convolution second = new Convolution(8, 16, 12, 5, random);
  private final Connection third = new Connection(256, 64, random);
  private final Connection fourth = new Connection(64, 10, random);
  private final Layer[] layers = {
    first,
    new Rectifier(),
    new Pool(8, 24),
    second,
    new Rectifier(),
    new Pool(16, 8),
    third,
    new Rectifier(),
    fourth
  };

  private DigitsTraining() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    byte[] images = bytes(folder.resolve("train-images-idx3-ubyte.gz"), 16);
    byte[] labels = bytes(folder.resolve("train-labels-idx1-ubyte.gz"), 8);
    DigitsTraining training = new DigitsTraining();
    for (int pass = 0; pass < PASSES; pass++) {
      double right = training.pass(images, labels, pass);
      System.out.printf("pass %d: %.2f %% right%n", pass + 1, 100 * right);
    }
    training.write(Path.of(args[1]));
  }

  private static byte[] bytes(Path file, int header) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      in.skipNBytes(header);
      return in.readAllBytes();
    }
  }

  /** Learns each digit once, in an order of its own; returns the share that was right before. */
  private double pass(byte[] images, byte[] labels, int number) {
    int[] order = random.ints(labels.length, 0, labels.length).toArray();
    int right = 0;
    for (int i = 0; i < order.length; i++) {
      float[] values = new float[28 * 28];
      for (int pixel = 0; pixel < values.length; pixel++) {
        values[pixel] = (images[order[i] * values.length + pixel] & 0xff) / 255f;
      }
      right += learn(values, labels[order[i]]) ? 1 : 0;
      if ((i + 1) % BATCH == 0) {
        double gone = (number + (double) i / order.length) / PASSES;
        float rate = (float) (0.02 * (1 + Math.cos(Math.PI * gone)));
        for (Layer layer : layers) {
          layer.update(rate);
        }
      }
    }
    return (double) right / order.length;
  }

  private boolean learn(float[] values, int label) {
    for (Layer layer : layers) {
      values = layer.forward(values);
    }
    float[] gradient = softmax(values);
    boolean right = true;
    for (float probability : gradient) {
      right &= probability <= gradient[label];
    }
    gradient[label] -= 1;
    for (int i = layers.length - 1; i >= 0; i--) {
      gradient = layers[i].backward(gradient);
    }
    return right;
  }

  private static float[] softmax(float[] values) {
    float highest = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      highest = Math.max(highest, value);
    }
    float[] shares = new float[values.length];
    float sum = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) Math.exp(values[i] - highest);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  private void write(Path file) throws IOException {
    new OnnxBuilder(0, 1, 28, 28)
        .constant("conv1.weight", first.weights.values, 8, 1, 5, 5)
        .constant("conv1.bias", first.biases.values, 8)
        .constant("conv2.weight", second.weights.values, 16, 8, 5, 5)
        .constant("conv2.bias", second.biases.values, 16)
        .constant("fc1.weight", third.weights.values, 64, 256)
        .constant("fc1.bias", third.biases.values, 64)
        .constant("fc2.weight", fourth.weights.values, 10, 64)
        .constant("fc2.bias", fourth.biases.values, 10)
        .node("Conv", "conv1 = x conv1.weight conv1.bias")
        .node("Relu", "relu1 = conv1")
        .node("AveragePool", "pool1 = relu1", "kernel_shape", TWO, "strides", TWO)
        .node("Conv", "conv2 = pool1 conv2.weight conv2.bias")
        .node("Relu", "relu2 = conv2")
        .node("AveragePool", "pool2 = relu2", "kernel_shape", TWO, "strides", TWO)
        .node("Flatten", "flat = pool2")
        .node("Gemm", "fc1 = flat fc1.weight fc1.bias", "transB", 1)
        .node("Relu", "relu3 = fc1")
        .node("Gemm", "fc2 = relu3 fc2.weight fc2.bias", "transB", 1)
        .node("Softmax", "y = fc2")
        .write(file);
  }

  private static final long[] TWO = {2, 2};
}
