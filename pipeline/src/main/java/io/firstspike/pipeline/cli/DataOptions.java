package io.firstspike.pipeline.cli;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.ImageFolder;
import io.firstspike.connectors.dataset.Mnist;
import io.firstspike.connectors.dataset.MnistSample;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which images to learn from and to test with. */
public final class DataOptions {

  private static final String SAMPLE = "sample";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = SAMPLE,
      description = {
        "A folder with the four MNIST files (plain or .gz), or with train/ and test/, each with one"
            + " sub-folder of images (png, jpg, bmp, pgm) per class; or \"sample\": 2,000 + 500"
            + " MNIST digits that come with the program (default: ${DEFAULT-VALUE})."
      })
  private String data;

  /** The images to learn from; those of a folder in an order drawn from {@code seed}. */
  public Dataset train(long seed) {
    if (data.equals(SAMPLE)) {
      return MnistSample.train();
    }
    Path images = folder().resolve("train");
    return Files.isDirectory(images)
        ? ImageFolder.read(images).shuffled(seed)
        : Mnist.train(folder());
  }

  /** The images to test with. */
  public Dataset test() {
    if (data.equals(SAMPLE)) {
      return MnistSample.test();
    }
    Path images = folder().resolve("test");
    return Files.isDirectory(images) ? ImageFolder.read(images) : Mnist.test(folder());
  }

  /** What was given: a folder, or the name of the sample. */
  public String location() {
    return data;
  }

  private Path folder() {
    Path folder = Path.of(data);
    if (!Files.isDirectory(folder)) {
      throw new InputException(
          "--data "
              + data
              + " is no folder; give one with the MNIST files or with train/ and test/, or sample");
    }
    return folder;
  }
}
