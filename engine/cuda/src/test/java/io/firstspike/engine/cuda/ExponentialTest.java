package io.firstspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Stream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The kernels' exponential is Java's StrictMath.exp, bit by bit. */
class ExponentialTest {

  private static final int COUNT = 1_000_000;
  private static final int THREADS = 256;

  @Test
  void exponentialsAreJavas() {
    double[] x = arguments();
    double[] y = new double[x.length];
    try (Device device = Devices.shim();
        Stream stream = device.stream();
        DeviceMemory from = device.allocate((long) x.length * Double.BYTES);
        DeviceMemory to = device.allocate((long) x.length * Double.BYTES)) {
      from.write(x);
      device
          .kernel("fs_exponentials")
          .launch(stream, (x.length + THREADS - 1) / THREADS, THREADS, 0, from, to, x.length);
      stream.await();
      to.read(y);
    }
    for (int i = 0; i < x.length; i++) {
      assertThat(Double.doubleToLongBits(y[i]))
          .as("exp(%s)", x[i])
          .isEqualTo(Double.doubleToLongBits(StrictMath.exp(x[i])));
    }
  }

  /** Potentials as rules see them, floats of all sizes, and the places where the function bends. */
  private static double[] arguments() {
    double[] ends = {
      0.0,
      -0.0,
      1,
      -1,
      0.5,
      -0.5,
      88,
      -104,
      709.7,
      709.79,
      -708.5,
      -745.1,
      -745.2,
      1e-9,
      -1e-9,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.MIN_VALUE,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NaN
    };
    double[] x = new double[COUNT + ends.length];
    Random draws = new Random(1);
    for (int i = 0; i < COUNT; i++) {
      x[i] =
          switch (i % 3) {
            case 0 -> (float) (draws.nextGaussian() * 10);
            case 1 -> (float) (draws.nextDouble() * 1500 - 750);
            default -> Float.intBitsToFloat(draws.nextInt());
          };
    }
    System.arraycopy(ends, 0, x, COUNT, ends.length);
    return x;
  }
}
