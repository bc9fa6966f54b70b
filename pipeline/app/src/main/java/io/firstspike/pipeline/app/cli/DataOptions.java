package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.ImageFolder;
import io.firstspike.connectors.dataset.Mnist;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that choose the images to learn from and to test with. */
public final class DataOptions {

  private static final String SAMPLE = "sample";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = SAMPLE,
      description = {
        "A folder with the four MNIST files (plain or .gz; also EMNIST's, and those in MNIST/raw), or"
            + " with train/ and test/, each with one sub-folder of images (png, jpg, bmp, pgm) per"
            + " class; or \"sample\": 2,000 + 500"
            + " MNIST digits that come with the program (default: ${DEFAULT-VALUE})."
      })
  private String data;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The images to learn from; those of a folder in an order drawn from {@code seed}. */
  public Dataset train(long seed) {
    if (data.equals(SAMPLE)) {
      return MnistSample.train();
    }
    return withRemarks(
        holdsClasses("train", "test")
            ? ImageFolder.read(folder().resolve("train")).shuffled(seed)
            : Mnist.train(folder()));
  }

  /** The images to test with. */
  public Dataset test() {
    if (data.equals(SAMPLE)) {
      return MnistSample.test();
    }
    return withRemarks(
        holdsClasses("test", "train")
            ? ImageFolder.read(folder().resolve("test"))
            : Mnist.test(folder()));
  }

  /**
   * Whether the folder has sub-folders of images in {@code half}; fails if only {@code other} has
   * them.
   */
  private boolean holdsClasses(String half, String other) {
    boolean there = Files.isDirectory(folder().resolve(half));
    if (!there && Files.isDirectory(folder().resolve(other))) {
      throw new InputException(
          "--data "
              + data
              + " has "
              + other
              + "/ but no "
              + half
              + "/; it needs both, each with one sub-folder of images per class");
    }
    return there;
  }

  /** Prints the remarks of the data set on the console. */
  private Dataset withRemarks(Dataset images) {
    PrintWriter err = command.commandLine().getErr();
    images.remarks().forEach(remark -> err.println("note: " + remark));
    err.flush();
    return images;
  }

  /** The option's value: a folder, or the name of the sample. */
  public String location() {
    return data;
  }

  /**
   * A name of the data set that holds in any working folder: the absolute path of a folder, or the
   * name of the sample.
   */
  String place() {
    return data.equals(SAMPLE) ? data : Path.of(data).toAbsolutePath().normalize().toString();
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
