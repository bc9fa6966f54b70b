package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.ExampleSet;
import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.TrainingRun;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.stepped.training.GradientSpec;
import io.firstspike.engine.stepped.training.GradientTrainer;
import io.firstspike.engine.stepped.training.GradientTraining;
import io.firstspike.pipeline.app.console.CurvesOption;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.LearningCurve;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.ProgressDisplay;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.Stopwatch;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.app.data.Fit;
import io.firstspike.pipeline.app.data.Words;
import io.firstspike.pipeline.app.nir.GradientRun;
import io.firstspike.pipeline.stream.options.BackendOption;
import io.firstspike.pipeline.stream.options.FrozenUntaught;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.NetworkOptions;
import io.firstspike.pipeline.stream.options.Ranges;
import io.firstspike.pipeline.stream.options.Start;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a network offline: the plain loop, without Kafka and Flink. */
@Command(
    name = "train",
    description = "Train a network on a data set, without Kafka and Flink, then test it.")
final class Train implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;
  @Mixin private NetworkOptions network;
  @Mixin private ThreadOption threads;
  @Mixin private CacheOption cache;
  @Mixin private BackendOption backend;

  @Option(
      names = "--passes",
      paramLabel = "N",
      description =
          "How often the decision layer goes through the data, 0 to 1,000,000 (default: 1); of"
              + " networks trained by gradients, such as lif-cnn, the epochs, at least 1 (default:"
              + " what the network says).")
  private Integer passes;

  @Option(
      names = "--test-every",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "Also test after every N passes, for the learning curve, 0 to 1,000,000; 0 = only in the"
            + " end (default: ${DEFAULT-VALUE}). To choose anything by the curve, let --data hold"
            + " out something else than what the final test takes."
      })
  private int testEvery;

  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "Learn from the first N images or recordings only, at least 1 (default: from all).")
  private Integer images;

  @Option(names = "--model-out", paramLabel = "FILE", description = "Write the trained model here.")
  private Path modelOut;

  @Option(names = "--overwrite", description = "Replace the file of --model-out, if it exists.")
  private boolean overwrite;

  @Mixin private CurvesOption reportFile;

  @Override
  public void run() {
    if (network.network() != null && GradientSpec.is(network.network())) {
      trainByGradients();
      return;
    }
    Ranges.require("--passes", passes(), 0, 1_000_000);
    Ranges.require("--test-every", testEvery, 0, 1_000_000);
    OutputFiles.requireNew("--model-out", modelOut, overwrite || network.goesOnFrom(modelOut));
    reportFile.check();
    Start start = network.start();
    FrozenUntaught.line(start).ifPresent(command.commandLine().getErr()::println);
    ExampleSet train = first(data.train(start.spec(), start.seed()));
    ExampleSet test = data.test(start.spec());
    Fit.require(start.spec(), train);
    Fit.require(start.spec(), test);
    Result result;
    Backend executing = backend.choose(start.spec(), command.commandLine().getErr()::println);
    try (Trainer trainer = new Trainer(threads.count(), cache.folder(), executing);
        ProgressDisplay display = ProgressDisplay.on(command.commandLine().getErr())) {
      result = Fit.checked(start.spec(), train, () -> train(start, train, test, trainer, display));
    }
    if (modelOut != null) {
      ModelFile.write(modelOut, model(start, train, result));
    }
    reportFile.write(report(start, train, result));
    print(result);
  }

  private int passes() {
    return passes == null ? 1 : passes;
  }

  private void trainByGradients() {
    if (network.changesStages() || testEvery != 0) {
      throw new InputException(
          "network "
              + network.network()
              + " is trained by gradients, all layers at once and from the beginning: leave out"
              + " --model-in, --schedule, --horizon and --test-every");
    }
    OutputFiles.requireNew("--model-out", modelOut, overwrite);
    reportFile.check();
    GradientSpec spec = GradientSpec.load(network.network(), network.limit());
    if (passes != null) {
      Ranges.require("--passes", passes, 1, GradientTraining.MOST_EPOCHS);
      spec = spec.withEpochs(passes);
    }
    GradientRun run = new GradientRun(spec, network.seed(), network.limit());
    GradientTrainer gradients = run.trainer();
    Dataset train = firstOf(data.train(network.seed()));
    Dataset test = data.test();
    Fit.require(spec.name(), run.input(), run.decision(), train);
    Fit.require(spec.name(), run.input(), run.decision(), test);
    GradientRun.Result result =
        run.train(gradients, train, model -> tested(model, test), command.commandLine().getErr());
    if (modelOut != null) {
      ModelFile.write(modelOut, model(result.model(), arguments(spec), List.of(), train));
    }
    reportFile.write(run.report(result, train));
    run.print(result, command.commandLine().getOut());
    if (modelOut != null) {
      command.commandLine().getOut().println("\nmodel written to " + modelOut);
    }
  }

  private ConfusionMatrix tested(Model model, ExampleSet test) {
    try (Trainer trainer = new Trainer(threads.count())) {
      return Fit.checked(model.spec(), test, () -> trainer.evaluate(model.serving(), test));
    }
  }

  private Dataset firstOf(Dataset all) {
    return images == null ? all : all.slice(0, within(all.size()));
  }

  private int within(int size) {
    Ranges.require("--images", images, 1, size);
    return images;
  }

  private Model model(Start start, ExampleSet train, Result result) {
    Model model =
        result
            .learner()
            .snapshot(
                train.name()
                    + ", "
                    + train.size()
                    + " "
                    + Words.stimulus(start.spec())
                    + "s in order");
    List<TrainingRun> before =
        start.model().map(from -> from.provenance().runs()).orElse(List.of());
    return model(model, arguments(start), before, train);
  }

  /** The model with the commands that made it. */
  private Model model(
      Model model, List<String> arguments, List<TrainingRun> before, ExampleSet train) {
    TrainingRun run = new TrainingRun(arguments, data.place(), train.fingerprint(), train.size());
    return new Model(
        model.spec(), model.provenance().after(before, run), model.progress(), model.weights());
  }

  /** The options that influence the result; threads and caches do not. */
  private List<String> arguments(Start start) {
    return arguments(network.arguments(start), passes());
  }

  private List<String> arguments(GradientSpec spec) {
    String name = network.network();
    String place =
        GradientSpec.shipped(name) ? name : Path.of(name).toAbsolutePath().normalize().toString();
    return arguments(
        List.of("--network", place, "--seed", Long.toString(network.seed())),
        spec.training().epochs());
  }

  private List<String> arguments(List<String> named, int times) {
    List<String> arguments = new ArrayList<>(List.of("train", "--data", data.place()));
    arguments.addAll(named);
    arguments.addAll(List.of("--passes", Integer.toString(times)));
    if (images != null) {
      arguments.addAll(List.of("--images", Integer.toString(images)));
    }
    arguments.addAll(List.of("--model-out", String.valueOf(modelOut.toAbsolutePath().normalize())));
    return arguments;
  }

  private ExampleSet first(ExampleSet all) {
    return images == null ? all : all.slice(0, within(all.size()));
  }

  private record Result(
      Learner learner,
      long featureFrames,
      ConfusionMatrix prequential,
      LearningCurve curve,
      double seconds,
      double cpuSeconds,
      ConfusionMatrix tested) {

    long frames() {
      return featureFrames + prequential.total();
    }
  }

  private Result train(
      Start start, ExampleSet train, ExampleSet test, Trainer trainer, ProgressDisplay display) {
    Learner learner = start.learner();
    long before = learner.progress().featureFrames();
    Stopwatch watch = new Stopwatch();
    trainer.learnFeatures(
        learner, train, (layer, done, all, p) -> display.show(layer, done, all, ""));
    LearningCurve curve =
        new LearningCurve(
            (layer, done, all, p) -> display.show(layer, done, all, so(p)),
            learner.progress().verdicts(),
            testEvery,
            () -> watch.without(() -> trainer.evaluate(learner.serving(), test)));
    ConfusionMatrix prequential = trainer.learnDecisions(learner, train, passes(), curve);
    curve.labels().reach(learner.progress().verdicts());
    double seconds = watch.seconds();
    double cpuSeconds = watch.cpuSeconds();
    long total = prequential.total();
    display.show(start.spec().decision().name(), total, total, so(learner.progress()));
    display.close();
    ConfusionMatrix tested = trainer.evaluate(learner.serving(), test);
    long featureFrames = learner.progress().featureFrames() - before;
    return new Result(learner, featureFrames, prequential, curve, seconds, cpuSeconds, tested);
  }

  private Report report(Start start, ExampleSet train, Result result) {
    return Report.of("train", start.spec(), start.seed())
        .with("data", train.name())
        .with("framesIn", result.frames())
        .with("predictions", result.prequential().total())
        .with("labelsLearned", result.prequential().total())
        .with("prequentialAccuracy", result.prequential().accuracy())
        .with("curve", result.curve().points())
        .withCurves(List.of(result.curve().labels()))
        .with("framesPerSecond", result.frames() / result.seconds())
        .with("seconds", result.seconds())
        .with("cpuSeconds", result.cpuSeconds())
        .withTest(result.tested());
  }

  private void print(Result result) {
    PrintWriter out = command.commandLine().getOut();
    out.println(
        Table.empty()
            .row("frames", Figures.count(result.frames()))
            .row("labels learned", Figures.count(result.prequential().total()))
            .row("prequential accuracy", Figures.percent(result.prequential().accuracy()))
            .row("test accuracy", Figures.percent(result.tested().accuracy()))
            .row("speed", Figures.perSecond(result.frames() / result.seconds()))
            .row("training time", Figures.seconds(result.seconds()))
            .row("CPU time", Figures.seconds(result.cpuSeconds())));
    out.println();
    out.println(Table.of(result.tested()));
    if (passes() > 1) {
      out.println();
      out.println(result.curve().table());
    }
    if (modelOut != null) {
      out.println();
      out.println("model written to " + modelOut);
    }
  }

  private static String so(Progress progress) {
    return "right "
        + Figures.percent((double) progress.verdicts().correct() / Math.max(1, progress.labels()));
  }
}
