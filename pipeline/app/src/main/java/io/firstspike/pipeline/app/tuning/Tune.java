package io.firstspike.pipeline.app.tuning;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.file.WholeFile;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.tuning.ImageSigns;
import io.firstspike.engine.tuning.Limit;
import io.firstspike.engine.tuning.Reason;
import io.firstspike.engine.tuning.TrialReport;
import io.firstspike.engine.tuning.Tuner;
import io.firstspike.engine.tuning.Tuning;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.Stopwatch;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.Ranges;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds a network for a data set. */
@Command(
    name = "tune",
    description = {
      "Find a network for images: filters, thresholds, winners, pooling and steps, first by"
          + " statistics of the images and their spikes, then by trials on held-out training images;"
          + " and write it as a spec that says why it is what it is. Test images are never looked"
          + " at.",
      "The order of trials follows from --seed and their results; the budget decides only how many"
          + " there are. --trials gives the same spec every time."
    })
public final class Tune implements Runnable {

  private static final int MOST_MINUTES = 10_000;
  private static final int MOST_MAPS = 4096;
  private static final int MOST_THREADS = 64;

  /** Images whose sizes are compared before the search. */
  private static final int LOOKED_AT = 300;

  /** The side that larger images are brought to. */
  private static final int SIDE = 64;

  /** Fewer labels are learned from several times, up to about so many. */
  private static final int LABELS = 5_000;

  private static final int MOST_REPEATS = 20;

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Write the spec here, as YAML.")
  private Path out;

  @Option(names = "--overwrite", description = "Replace the file of --out, if it exists.")
  private boolean overwrite;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description =
          "Search for so many minutes, 0.05 to 10,000 (default: 10, or without limit where there"
              + " is --trials).")
  private Double minutes;

  @Option(
      names = "--processor-time",
      description =
          "Count as minutes the processor time of all threads, divided by --threads: on a machine"
              + " that is busy otherwise, the search comes as far as on a quiet one.")
  private boolean processorTime;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description =
          "Search for so many trials, 1 to 1,000,000; the same number gives the same spec"
              + " (default: as many as there is time for).")
  private Integer trials;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Draws candidates, held-out images and first weights (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--maps",
      paramLabel = "N",
      defaultValue = "200",
      description =
          "Maps of the feature layer, 10 to 4,096; more of them learn more and take longer"
              + " (default: ${DEFAULT-VALUE}).")
  private int maps;

  @Option(
      names = "--passes",
      paramLabel = "N",
      description =
          "How often the decision layer is to go through the data when the network is trained, 1 to"
              + " 1,000 (default: once, or, of fewer than 5,000 images, up to 20 times).")
  private Integer passes;

  @Option(
      names = "--group",
      paramLabel = "PATTERN",
      description =
          "Hold out whole groups of images, such as all views of one object: a regular expression"
              + " whose first group, if it has one, finds the name of the group in the path of a"
              + " file, such as \"(cup\\d+)-\".")
  private Pattern group;

  @Option(
      names = "--size",
      paramLabel = "HEIGHTxWIDTH",
      converter = SizeConverter.class,
      description =
          "Bring images to this size, 8 to 256 pixels a side (default: their own, or, of more than"
              + " 64 pixels a side, so that the longer one has 64; fewer, down to 32, where what"
              + " they show is wide). Images of different sizes need it.")
  private InputSpec size;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Trials at a time, 1 to 64; the order of results does not depend on it (default: one for"
              + " each core).")
  private Integer threads;

  @Override
  public void run() {
    check();
    Dataset images = data.train(seed);
    InputSpec input = input(images);
    HeldOut heldOut = HeldOut.of(images, group, seed);
    PrintWriter err = command.commandLine().getErr();
    int times = passes(images);
    Stopwatch watch = new Stopwatch();
    Limit limit = limit(watch);
    Tuner tuner =
        new Tuner(name(), input, images.classes(), heldOut.folds(), maps, times, seed, threads());
    Tuning tuning =
        tuner
            .search(limit, images.size(), trial -> show(trial, limit, err))
            .orElseThrow(
                () ->
                    new InputException(
                        "no trial came to its end in "
                            + minutes
                            + " minutes: give --minutes more, or --size fewer pixels"));
    List<String> origin = origin(images, heldOut, tuning, watch, times);
    write(ExplainedSpec.yaml(tuning, origin));
    print(tuning, heldOut, times);
  }

  private void write(String yaml) {
    try {
      WholeFile.write(out, yaml.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new InputException(
          "--out " + out + " cannot be written (" + e + "): check its folder and free space", e);
    }
  }

  private void check() {
    if (minutes == null) {
      minutes = trials == null ? 10.0 : Double.POSITIVE_INFINITY;
    } else if (!(minutes >= 0.05 && minutes <= MOST_MINUTES)) {
      throw new InputException("--minutes is " + minutes + ", must be 0.05 to 10,000");
    }
    Ranges.require("--maps", maps, 10, MOST_MAPS);
    Ranges.require("--threads", threads(), 1, MOST_THREADS);
    if (trials != null) {
      Ranges.require("--trials", trials, 1, 1_000_000);
    }
    if (passes != null) {
      Ranges.require("--passes", passes, 1, 1_000);
    }
    if (size != null) {
      Ranges.require(
          "the height of --size", size.height(), SizeConverter.LEAST, SizeConverter.MOST);
      Ranges.require("the width of --size", size.width(), SizeConverter.LEAST, SizeConverter.MOST);
    }
    OutputFiles.requireNew("--out", out, overwrite);
  }

  private int threads() {
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }

  private Limit limit(Stopwatch watch) {
    return new Limit(
        60 * minutes,
        () -> processorTime ? watch.cpuSeconds() / threads() : watch.seconds(),
        trials == null ? Integer.MAX_VALUE : trials);
  }

  private int passes(Dataset images) {
    int enough = (LABELS + images.size() - 1) / images.size();
    return passes == null ? Math.min(MOST_REPEATS, enough) : passes;
  }

  private String name() {
    String file = out.getFileName().toString();
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }

  /** The size that the network works on. */
  private InputSpec input(Dataset images) {
    if (size != null) {
      return size;
    }
    Image first = images.image(0);
    for (int i = 1; i < Math.min(LOOKED_AT, images.size()); i++) {
      Image image = images.image(i);
      if (image.height() != first.height() || image.width() != first.width()) {
        throw new InputException(
            images.name()
                + " has images of "
                + first.dimensions()
                + " and of "
                + image.dimensions()
                + ": --size HEIGHTxWIDTH brings them to one size");
      }
    }
    int longer = Math.max(first.height(), first.width());
    if (Math.min(first.height(), first.width()) < SizeConverter.LEAST) {
      throw new InputException(
          images.name()
              + " has images of "
              + first.dimensions()
              + "; at least 8 pixels a side are needed: --size makes them larger");
    }
    InputSpec most =
        longer <= SIDE
            ? new InputSpec(first.height(), first.width())
            : SizeConverter.resized(scaled(first.height(), longer), scaled(first.width(), longer));
    return ImageSigns.of(most, images.slice(0, Math.min(LOOKED_AT, images.size()))).smaller(most);
  }

  private static int scaled(int side, int longer) {
    return Math.max(SizeConverter.LEAST, (int) Math.rint((double) side * SIDE / longer));
  }

  private void show(TrialReport trial, Limit limit, PrintWriter err) {
    err.println(
        String.format(
            Locale.ROOT,
            "trial %d, round %d, rung %d of %d (%,d images, %d maps): %s  %s%s%s",
            trial.number(),
            trial.round(),
            trial.rung(),
            trial.rungs(),
            trial.size().taught(),
            trial.size().maps(),
            trial.faults().isEmpty()
                ? Figures.percent(trial.accuracy())
                : "set aside: " + String.join(", ", trial.faults()),
            trial.words(),
            trial
                .best()
                .map(best -> "; best on rung " + trial.bestRung() + ": " + Figures.percent(best))
                .orElse(""),
            Double.isInfinite(limit.left())
                ? ""
                : String.format(Locale.ROOT, "; %.1f min left", limit.left() / 60)));
    err.flush();
  }

  private List<String> origin(
      Dataset images, HeldOut heldOut, Tuning tuning, Stopwatch watch, int times) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Found by "
            + Provenance.SOFTWARE
            + ": "
            + Figures.percent(tuning.accuracy())
            + " of "
            + Figures.count(tuning.validated())
            + " held-out images"
            + (tuning.whole()
                ? "."
                : String.format(
                    Locale.ROOT,
                    ", learned with %d maps from %,d images: there was no time for all.",
                    tuning.size().maps(),
                    tuning.size().taught())));
    lines.add("Command: firstspike " + String.join(" ", arguments()));
    lines.add(
        "Data: "
            + images.name()
            + ", "
            + Figures.count(images.size())
            + " images, SHA-256 "
            + images.fingerprint());
    lines.add("Held out: " + heldOut.words() + "; test images were not looked at.");
    lines.add(
        String.format(
            Locale.ROOT,
            "Search: seed %d, %,d trials, %,d of them set aside by how their neurons fire; %.1f"
                + " minutes, %.1f of processor time.",
            seed,
            tuning.trials(),
            tuning.setAside(),
            watch.seconds() / 60,
            watch.cpuSeconds() / 60));
    lines.add("Train it: " + trainCommand(times));
    return lines;
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("tune", "--data", data.place()));
    arguments.addAll(List.of("--out", out.toString(), "--seed", Long.toString(seed)));
    arguments.addAll(List.of("--maps", Integer.toString(maps)));
    if (!Double.isInfinite(minutes)) {
      arguments.addAll(List.of("--minutes", minutes.toString()));
    }
    if (processorTime) {
      arguments.add("--processor-time");
    }
    if (trials != null) {
      arguments.addAll(List.of("--trials", trials.toString()));
    }
    if (passes != null) {
      arguments.addAll(List.of("--passes", passes.toString()));
    }
    if (group != null) {
      arguments.addAll(List.of("--group", "'" + group + "'"));
    }
    if (size != null) {
      arguments.addAll(List.of("--size", size.height() + "x" + size.width()));
    }
    arguments.addAll(List.of("--threads", Integer.toString(threads())));
    return arguments;
  }

  private String trainCommand(int times) {
    return "./firstspike train --data "
        + data.location()
        + " --network "
        + out
        + (times == 1 ? "" : " --passes " + times);
  }

  private void print(Tuning tuning, HeldOut heldOut, int times) {
    PrintWriter console = command.commandLine().getOut();
    NetworkSpec spec = tuning.spec();
    console.println(
        spec.name()
            + ": "
            + Figures.percent(tuning.accuracy())
            + " of held-out images ("
            + heldOut.words()
            + "), after "
            + Figures.count(tuning.trials())
            + " trials.");
    if (!tuning.whole()) {
      console.println(
          "There was no time to try it with all maps and images: --minutes gives more.");
    }
    console.println();
    for (Reason reason : tuning.reasons()) {
      List<String> lines = new ArrayList<>();
      ExplainedSpec.wrap("  ", reason.field() + ": " + reason.words(), lines);
      lines.forEach(console::println);
    }
    console.println();
    console.println("Spec written to " + out + ". Train and test it:");
    console.println("  " + trainCommand(times));
    console.flush();
  }
}
