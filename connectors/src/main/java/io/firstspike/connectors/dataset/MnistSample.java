package io.firstspike.connectors.dataset;

import java.io.FileNotFoundException;
import java.io.InputStream;

/** The first 2,000 training and the first 500 test digits of MNIST, shipped with the program. */
public final class MnistSample {

  private MnistSample() {}

  /** The 2,000 digits for training. */
  public static Dataset train() {
    return read("train");
  }

  /** The 500 digits for testing. */
  public static Dataset test() {
    return read("test");
  }

  private static Dataset read(String set) {
    return IdxDataset.read(
        "mnist-sample-" + set,
        resource("mnist-sample-" + set + "-images-idx3-ubyte.gz"),
        resource("mnist-sample-" + set + "-labels-idx1-ubyte.gz"));
  }

  private static IdxDataset.Source resource(String name) {
    return new IdxDataset.Source(
        "resource " + name,
        () -> {
          InputStream in = MnistSample.class.getResourceAsStream(name);
          if (in == null) {
            throw new FileNotFoundException(name + " is not in the jar");
          }
          return in;
        },
        Long.MAX_VALUE);
  }
}
