package io.firstspike.pipeline.app.nir;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.nir.NirModel;
import io.firstspike.engine.nir.RunSettings;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.engine.stepped.training.GradientSpec;
import io.firstspike.engine.stepped.training.GradientTrainer;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.ProgressDisplay;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.Stopwatch;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * Training of a network by gradients, with its test on the engine for neurons that fire many times.
 *
 * @param spec the network
 * @param seed draws the first weights, the order of examples, and their variation
 * @param threads of the test, 1 or more
 * @param limit the largest network to accept
 */
public record GradientRun(GradientSpec spec, long seed, int threads, NetworkLimit limit) {

  /** The time step of recordings, which such networks are not trained on. */
  private static final long EVENT_MICROSECONDS = 1_000;

  private static final String MISSING =
      "network %s is trained by gradients, for which ND4J is needed: start with"
          + " FIRSTSPIKE_MODULES=nd4j ./firstspike";

  /** A trained network with the figures of its training and its test. */
  public record Result(
      NirModel model, int images, double seconds, double cpuSeconds, ConfusionMatrix tested) {}

  /**
   * Trains and tests.
   *
   * @param err takes progress
   * @throws InputException if what is needed for it is not there, or images do not fit the network
   */
  public Result train(Dataset train, Dataset test, PrintWriter err) {
    GradientTrainer trainer =
        GradientTrainer.find()
            .orElseThrow(() -> new InputException(MISSING.formatted(spec.name())));
    trainer
        .obstacle()
        .ifPresent(
            why -> {
              throw new InputException(
                  "network " + spec.name() + " is trained by gradients with ND4J: " + why);
            });
    trainer.prepare(err::println);
    Stopwatch watch = new Stopwatch();
    NirModel model = model(train(trainer, train, err), train);
    double seconds = watch.seconds();
    double cpuSeconds = watch.cpuSeconds();
    ConfusionMatrix tested = ImportedModel.of(model, limit).test(test, threads);
    return new Result(model, train.size(), seconds, cpuSeconds, tested);
  }

  private Graph train(GradientTrainer trainer, Dataset train, PrintWriter err) {
    try (ProgressDisplay display = ProgressDisplay.on(err)) {
      return trainer.train(
          spec,
          train,
          seed,
          (epoch, done, planned, loss, right) ->
              display.show(
                  "epoch " + epoch,
                  done,
                  planned,
                  "loss " + Figures.decimal(loss) + ", right " + Figures.percent(right)));
    } catch (IllegalArgumentException e) {
      throw new InputException(train.name() + ": " + e.getMessage(), e);
    }
  }

  private NirModel model(Graph graph, Dataset train) {
    RunSettings settings =
        new RunSettings(
            1,
            spec.decision().reading(),
            spec.decision().labels(),
            new FrameCoding(FrameCoding.Kind.CURRENT, spec.steps(), 1, seed),
            EVENT_MICROSECONDS);
    return NirModel.of(
        graph,
        settings,
        spec.name()
            + ", trained by gradients on "
            + train.name()
            + ", "
            + train.size()
            + " images, "
            + spec.training().epochs()
            + " epochs, seed "
            + seed);
  }

  /** Writes the figures as JSON. */
  public void report(Result result, Dataset train, Path file) {
    Report.of("train", spec.name(), seed)
        .with("data", train.name())
        .with("epochs", spec.training().epochs())
        .with("seconds", result.seconds())
        .with("cpuSeconds", result.cpuSeconds())
        .withTest(result.tested())
        .write(file);
  }

  /** Prints the figures. */
  public void print(Result result, PrintWriter out) {
    int epochs = spec.training().epochs();
    out.println(
        Table.empty()
            .row("images", Figures.count(result.images()))
            .row("epochs", Figures.count(epochs))
            .row("test accuracy", Figures.percent(result.tested().accuracy()))
            .row("speed", Figures.perSecond((double) result.images() * epochs / result.seconds()))
            .row("training time", Figures.seconds(result.seconds()))
            .row("CPU time", Figures.seconds(result.cpuSeconds())));
    out.println();
    out.println(Table.of(result.tested()));
    out.flush();
  }
}
