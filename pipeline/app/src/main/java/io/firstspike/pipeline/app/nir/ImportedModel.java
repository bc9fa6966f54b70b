package io.firstspike.pipeline.app.nir;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.nir.NirException;
import io.firstspike.engine.nir.NirFile;
import io.firstspike.engine.nir.NirModel;
import io.firstspike.engine.nir.RunSettings;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.network.SteppedDecision;
import io.firstspike.engine.stepped.network.SteppedNetwork;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** An imported network at its test. */
public final class ImportedModel {

  private final NirModel model;
  private final SteppedNetwork network;

  private ImportedModel(NirModel model, SteppedNetwork network) {
    this.model = model;
    this.network = network;
  }

  /** Whether a model's file is that of an imported network. */
  public static boolean is(Path file) {
    try {
      return Files.isRegularFile(file) && NirFile.recognise(file);
    } catch (IOException e) {
      throw new InputException("model file " + file + " cannot be read: " + e, e);
    }
  }

  /** Reads it. */
  public static ImportedModel read(Path file, NetworkLimit limit) {
    try {
      return of(NirModel.read(file, limit), limit);
    } catch (GraphException e) {
      throw new NirException(file + ": " + e.getMessage(), e);
    }
  }

  /** Makes one of a model in memory. */
  static ImportedModel of(NirModel model, NetworkLimit limit) {
    return new ImportedModel(model, model.network(limit));
  }

  /** Prints where it comes from, how it is run and what it consists of. */
  public void show(PrintWriter out) {
    RunSettings settings = model.settings();
    FrameCoding frames = settings.frames();
    out.println("network             " + model.source());
    out.println("made by             " + model.software());
    out.println("labels              " + String.join(" ", settings.labels()));
    out.println("decision            " + settings.decision());
    out.println("recordings          " + settings.eventMicroseconds() + " us a time step");
    out.println(
        "images              "
            + frames.kind().name().toLowerCase(Locale.ROOT)
            + ", gain "
            + frames.gain()
            + ", "
            + frames.steps()
            + " time steps, seed "
            + frames.seed());
    out.println();
    NodeTable.print(network.plan(), out);
    out.flush();
  }

  /**
   * Tests it with recordings, or else with images.
   *
   * @param place where the data lie
   * @param half train or test
   * @param images what to test with if there are no recordings
   * @param report null: none is written
   */
  public void evaluate(
      String place,
      String half,
      Supplier<Dataset> images,
      int threads,
      PrintWriter out,
      Path report) {
    Path path = Path.of(place);
    Optional<RecordedRasters> found =
        Files.exists(path)
            ? RecordedRasters.find(
                path, half, network.input(), model.settings().eventMicroseconds())
            : Optional.empty();
    if (found.isPresent()) {
      try (RecordedRasters recordings = found.get()) {
        evaluate(recordings, threads, out, report);
      }
    } else {
      evaluate(
          new Frames(images.get(), network.input(), model.settings().frames()),
          threads,
          out,
          report);
    }
  }

  private void evaluate(LabelledRasters stimuli, int threads, PrintWriter out, Path report) {
    long begun = System.nanoTime();
    ConfusionMatrix tested = test(stimuli, threads);
    double seconds = (System.nanoTime() - begun) / 1e9;
    print(tested, seconds, out);
    if (report != null) {
      Report.of("evaluate", model.source(), model.settings().frames().seed())
          .with("data", stimuli.name())
          .with("seconds", seconds)
          .withTest(tested)
          .write(report);
    }
  }

  /** Tests it with images. */
  ConfusionMatrix test(Dataset images, int threads) {
    return test(new Frames(images, network.input(), model.settings().frames()), threads);
  }

  private ConfusionMatrix test(LabelledRasters stimuli, int threads) {
    List<String> labels = model.settings().labels().stream().distinct().toList();
    ConfusionMatrix tested = ConfusionMatrix.empty(labels);
    int[] right = IntStream.range(0, stimuli.size()).map(i -> place(stimuli, i, labels)).toArray();
    List<SteppedDecision> decisions = network.decide(stimuli.size(), stimuli::raster, threads);
    for (int i = 0; i < decisions.size(); i++) {
      tested.count(right[i], place(decisions.get(i), labels));
    }
    return tested;
  }

  private static int place(LabelledRasters stimuli, int index, List<String> labels) {
    int place = labels.indexOf(stimuli.label(index));
    if (place < 0) {
      throw new InputException(
          stimuli.name()
              + " has label "
              + stimuli.label(index)
              + ", and the network knows "
              + labels
              + ": import it with --labels");
    }
    return place;
  }

  private int place(SteppedDecision decision, List<String> labels) {
    return decision.label() < 0
        ? -1
        : labels.indexOf(model.settings().labels().get(decision.label()));
  }

  private static void print(ConfusionMatrix tested, double seconds, PrintWriter out) {
    out.println(
        Table.empty()
            .row("stimuli", Figures.count(tested.total()))
            .row("right", Figures.count(tested.correct()))
            .row("accuracy", Figures.percent(tested.accuracy()))
            .row("stimuli", Figures.perSecond(tested.total() / seconds))
            .row("seconds", Figures.seconds(seconds)));
    out.println();
    out.println(Table.of(tested));
    out.flush();
  }
}
