package io.firstspike.pipeline.app.data;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.DatasetException;
import io.firstspike.connectors.dataset.ExampleSet;
import io.firstspike.connectors.dataset.ImageFolder;
import io.firstspike.connectors.dataset.ImageManifest;
import io.firstspike.connectors.dataset.LabelledRecordings;
import io.firstspike.connectors.dataset.Mnist;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.dataset.RecordingFolder;
import io.firstspike.connectors.dataset.WindowDataset;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Option that chooses the examples to learn from and to test with. */
public final class DataOptions {

  private static final String SAMPLE = "sample";
  private static final String TRAIN = "train";
  private static final String TEST = "test";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = SAMPLE,
      description = {
        "A folder with the four MNIST files (plain or .gz; also EMNIST's, and those in MNIST/raw), or"
            + " with train/ and test/, each with one sub-folder of images (png, jpg, bmp, pgm) per"
            + " class, or with train.csv and test.csv, each with lines path,label; or \"sample\": 2,000 + 500"
            + " MNIST digits that come with the program (default: ${DEFAULT-VALUE}).",
        "Of recordings of an event camera, where a network takes them: a folder or a zip file with"
            + " train/ and test/, each with one sub-folder of recordings per class; without these two,"
            + " all are there to test with."
      })
  private String data;

  private String option = "--data";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The data set that another option names. */
  public static DataOptions of(String option, String data, CommandSpec command) {
    DataOptions options = new DataOptions();
    options.option = option;
    options.data = data;
    options.command = command;
    return options;
  }

  /**
   * The examples to learn from, as the network takes them; those of a folder in an order drawn from
   * {@code seed}.
   */
  public ExampleSet train(NetworkSpec spec, long seed) {
    return spec.input().events() == null
        ? train(seed)
        : WindowDataset.of(recordings(spec, TRAIN).shuffled(seed), spec);
  }

  /** The examples to test with, as the network takes them; of recordings without halves, all. */
  public ExampleSet test(NetworkSpec spec) {
    return spec.input().events() == null ? test() : WindowDataset.of(recordings(spec, TEST), spec);
  }

  /** The images to learn from; those of a folder in an order drawn from {@code seed}. */
  public Dataset train(long seed) {
    if (data.equals(SAMPLE)) {
      return MnistSample.train();
    }
    return withRemarks(
        instead(
            TRAIN,
            () ->
                images(TRAIN, TEST)
                    .map(images -> images.shuffled(seed))
                    .orElseGet(() -> Mnist.train(folder()))));
  }

  /** The images to test with. */
  public Dataset test() {
    if (data.equals(SAMPLE)) {
      return MnistSample.test();
    }
    return withRemarks(
        instead(TEST, () -> images(TEST, TRAIN).orElseGet(() -> Mnist.test(folder()))));
  }

  /** Reads images; if there are none, but recordings, this is said. */
  private Dataset instead(String half, Supplier<Dataset> images) {
    try {
      return images.get();
    } catch (InputException | DatasetException e) {
      if (readable(() -> RecordingFolder.read(Path.of(data), half).close())) {
        throw new InputException(
            option
                + " "
                + data
                + " holds recordings of an event camera, not images; networks with input.events take"
                + " them, such as firstspike-2026-events",
            e);
      }
      throw e;
    }
  }

  /** The file of a single recording; empty if the data is anything else. */
  public Optional<Path> recording() {
    Path file = Path.of(data);
    return Files.isRegularFile(file) && EventFormat.hasEnding(data)
        ? Optional.of(file)
        : Optional.empty();
  }

  /**
   * The recordings of a half, those to learn from in an order drawn from {@code seed}; empty if
   * there are none, but perhaps images.
   */
  public Optional<LabelledRecordings> recordings(ImageSet set, long seed) {
    String half = set == ImageSet.TRAIN ? TRAIN : TEST;
    String other = set == ImageSet.TRAIN ? TEST : TRAIN;
    // Notes beside images may have the ending of a list of events.
    if (data.equals(SAMPLE)
        || readable(() -> images(half, other).orElseThrow(() -> new InputException("no images")))) {
      return Optional.empty();
    }
    LabelledRecordings recordings;
    try {
      recordings = RecordingFolder.read(Path.of(data), half);
    } catch (DatasetException e) {
      return Optional.empty();
    }
    say(recordings.remarks());
    return Optional.of(set == ImageSet.TRAIN ? recordings.shuffled(seed) : recordings);
  }

  /** Lists recordings; if there are none, but images, this is said. */
  private LabelledRecordings recordings(NetworkSpec spec, String half) {
    try {
      if (!data.equals(SAMPLE)) {
        LabelledRecordings recordings =
            half.equals(TEST) && !halves(Path.of(data))
                ? RecordingFolder.read(Path.of(data))
                : RecordingFolder.read(Path.of(data), half);
        say(recordings.remarks());
        return recordings;
      }
    } catch (DatasetException e) {
      boolean train = half.equals(TRAIN);
      if (!readable(
          () -> images(half, train ? TEST : TRAIN).orElseGet(() -> Mnist.train(folder())))) {
        throw e;
      }
    }
    throw new InputException(
        option
            + " "
            + data
            + " holds images, but network "
            + spec.name()
            + " takes recordings of an event camera: give a folder or a zip file of recordings, or a"
            + " network without input.events");
  }

  private static boolean halves(Path place) {
    return RecordingFolder.holds(place, TRAIN) || RecordingFolder.holds(place, TEST);
  }

  private static boolean readable(Runnable reading) {
    try {
      reading.run();
      return true;
    } catch (InputException | DatasetException e) {
      return false;
    }
  }

  /**
   * The images of {@code half}, in a folder of that name or in a list; empty if there are images of
   * no half, so that the folder may hold other files.
   */
  private Optional<Dataset> images(String half, String other) {
    Path root = withHalves(folder()).orElse(folder());
    if (Files.isDirectory(root.resolve(half))) {
      return Optional.of(ImageFolder.read(root.resolve(half)));
    }
    if (Files.isRegularFile(list(root, half))) {
      return Optional.of(ImageManifest.read(list(root, half)));
    }
    if (holds(root, other)) {
      boolean listed = Files.isRegularFile(list(root, other));
      throw new InputException(
          option
              + " "
              + data
              + " has "
              + (listed ? other + ".csv" : other + "/")
              + " but no "
              + (listed ? half + ".csv" : half + "/")
              + "; it needs both, each with "
              + (listed ? "lines path,label" : "one sub-folder of images per class"));
    }
    return Optional.empty();
  }

  /** The folder, or the only one in it, as archives make it, if that holds a half. */
  private Optional<Path> withHalves(Path folder) {
    if (holds(folder, TRAIN) || holds(folder, TEST)) {
      return Optional.of(folder);
    }
    try (Stream<Path> inside = Files.list(folder)) {
      List<Path> folders =
          inside
              .filter(Files::isDirectory)
              .filter(path -> !path.getFileName().toString().startsWith("."))
              .limit(2)
              .toList();
      return folders.size() == 1 && (holds(folders.get(0), TRAIN) || holds(folders.get(0), TEST))
          ? Optional.of(folders.get(0))
          : Optional.empty();
    } catch (IOException e) {
      throw new InputException(option + " " + folder + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private static boolean holds(Path root, String half) {
    return Files.isDirectory(root.resolve(half)) || Files.isRegularFile(list(root, half));
  }

  private static Path list(Path root, String half) {
    return root.resolve(half + ".csv");
  }

  private Dataset withRemarks(Dataset images) {
    say(images.remarks());
    return images;
  }

  /** Prints the remarks of a data set on the console. */
  private void say(List<String> remarks) {
    PrintWriter err = command.commandLine().getErr();
    remarks.forEach(remark -> err.println("note: " + remark));
    err.flush();
  }

  /** The option's value: a folder, or the name of the sample. */
  public String location() {
    return data;
  }

  /**
   * A name of the data set that holds in any working folder: the absolute path of a folder, or the
   * name of the sample.
   */
  public String place() {
    return data.equals(SAMPLE) ? data : Path.of(data).toAbsolutePath().normalize().toString();
  }

  private Path folder() {
    Path folder = Path.of(data);
    if (!Files.isDirectory(folder)) {
      throw new InputException(
          option
              + " "
              + data
              + " is no folder; give one with the MNIST files, with train/ and test/ or with train.csv and test.csv, or sample");
    }
    return folder;
  }
}
