package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.dataset.ExampleSet;
import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.OperationCount;
import io.firstspike.pipeline.app.console.AccuracyCurve;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.app.data.Fit;
import io.firstspike.pipeline.app.data.ImageSet;
import io.firstspike.pipeline.app.data.Words;
import io.firstspike.pipeline.stream.options.BackendOption;
import io.firstspike.pipeline.stream.options.FrozenUntaught;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tests a model. */
@Command(
    name = "evaluate",
    description = "Classify a data set's test images, or recordings, with a model.")
final class Evaluate implements Runnable {

  @Spec private CommandSpec command;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model.")
  private Path modelFile;

  @Mixin private NetworkLimitOption limit;
  @Mixin private DataOptions data;

  @Option(
      names = "--set",
      paramLabel = "train|test",
      defaultValue = "test",
      description = "Which half of the data set (default: ${DEFAULT-VALUE}).")
  private ImageSet set;

  @Mixin private ThreadOption threads;
  @Mixin private CacheOption cache;
  @Mixin private BackendOption backend;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = {
        "Write the figures here, as JSON, and beside it, with the ending .csv, accuracy over the test:"
            + " a row per 1,000 with the columns curve, labels, right, wrong, accuracy and"
            + " accuracySoFar."
      })
  private Path reportFile;

  @Override
  public void run() {
    Report.requireWritable("--report", reportFile);
    Model model = ModelFile.read(modelFile, limit.limit());
    say(FrozenUntaught.line(model));
    ExampleSet test = set == ImageSet.TRAIN ? data.train(model.spec(), 0) : data.test(model.spec());
    Fit.require(model.spec(), test);
    long begun = System.nanoTime();
    AccuracyCurve curve = new AccuracyCurve("test");
    ConfusionMatrix tested = evaluate(model, test, curve);
    double seconds = (System.nanoTime() - begun) / 1e9;
    OperationCount operations = operations(model, test);
    print(Words.stimulus(model.spec()), tested, seconds, operations);
    if (reportFile != null) {
      Report.of("evaluate", model.spec(), model.provenance().seed())
          .with("data", test.name())
          .with("framesIn", tested.total())
          .with("predictions", tested.total())
          .with("framesPerSecond", tested.total() / seconds)
          .with("seconds", seconds)
          .withTest(tested)
          .withCurves(List.of(curve))
          .with("spikesPerImage", operations.spikesPerImage())
          .with("synapticOperationsPerImage", operations.synapticOperationsPerImage())
          .with("multiplyAddsPerImage", operations.multiplyAddsPerImage())
          .with("timeSteps", operations.steps())
          .with("spikingNanojoulesPerImage", operations.spikingNanojoules())
          .with("denseNanojoulesPerImage", operations.denseNanojoules())
          .write(reportFile);
    }
  }

  private void say(Optional<String> line) {
    line.ifPresent(command.commandLine().getErr()::println);
  }

  private ConfusionMatrix evaluate(Model model, ExampleSet test, AccuracyCurve curve) {
    Backend executing = backend.choose(model.spec(), command.commandLine().getErr()::println);
    try (Trainer trainer = new Trainer(threads.count(), cache.folder(), executing)) {
      return Fit.checked(
          model.spec(),
          test,
          () ->
              trainer.evaluate(
                  model.serving(), test, (label, decided) -> curve.add(label == decided)));
    }
  }

  private OperationCount operations(Model model, ExampleSet test) {
    try (Trainer trainer = new Trainer(threads.count())) {
      return trainer.effort(model.serving(), test);
    }
  }

  private void print(
      String one, ConfusionMatrix tested, double seconds, OperationCount operations) {
    PrintWriter out = command.commandLine().getOut();
    String an = (one.equals("image") ? "an " : "a ") + one;
    out.println(
        Table.empty()
            .row("test " + one + "s", Figures.count(tested.total()))
            .row("test accuracy", Figures.percent(tested.accuracy()))
            .row(one + "s", Figures.perSecond(tested.total() / seconds))
            .row("seconds", Figures.seconds(seconds))
            .row("spikes " + an, count(operations.spikesPerImage()))
            .row("synaptic operations " + an, count(operations.synapticOperationsPerImage()))
            .row(
                "energy of these",
                nanojoules(operations.spikingNanojoules(), OperationCount.ADDITION))
            .row("dense multiply-adds " + an, count(operations.multiplyAddsPerImage()))
            .row(
                "energy of those",
                nanojoules(operations.denseNanojoules(), OperationCount.MULTIPLY_ADD)));
    out.println();
    out.println(Table.of(tested));
    out.flush();
  }

  private static String count(double mean) {
    return Figures.count(Math.round(mean));
  }

  private static String nanojoules(double energy, double picojoules) {
    return String.format(Locale.ROOT, "%,.0f nJ at %.1f pJ", energy, picojoules);
  }
}
