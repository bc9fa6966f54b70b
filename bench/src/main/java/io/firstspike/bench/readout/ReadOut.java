package io.firstspike.bench.readout;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.ReadOutSpec;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.ProgressDisplay;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.app.data.Fit;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that trains a classifier of the usual kind on a network's features, and tests it. */
@Command(
    name = "readout",
    description =
        "Train the classifier that a network's readOut names (softmax, if it names none) on the"
            + " output of the last feature layer, and test it.")
public final class ReadOut implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      description =
          "The network whose features are learned, and whose readOut is taken (default: that of"
              + " --model, else mozafari-2019).")
  private String name;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "Take the features of this model instead of learning them.")
  private Path model;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Draws the first weights (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ReportOption report;

  @Override
  public void run() {
    report.check();
    Network network = model == null ? null : ModelFile.read(model).network();
    NetworkSpec spec =
        network != null && name == null
            ? network.spec()
            : NetworkSpec.load(name == null ? "mozafari-2019" : name);
    Dataset train = data.train(seed);
    Dataset test = data.test();
    Fit.require(spec, train);
    Fit.require(spec, test);
    long begun = System.nanoTime();
    Network featured = network == null ? learn(spec, train) : network;
    long learned = System.nanoTime();
    ReadOutSpec readOut = spec.readOut() == null ? ReadOutSpec.DEFAULT : spec.readOut();
    ConfusionMatrix tested = test(featured, readOut, train, test);
    double featureSeconds = (learned - begun) / 1e9;
    double seconds = (System.nanoTime() - begun) / 1e9;
    print(train.size(), tested, featureSeconds, seconds);
    report.write(
        Report.of("bench readout", spec, seed)
            .with("data", train.name())
            .with("framesIn", train.size())
            .with("readOut", readOut)
            .with("featureSeconds", featureSeconds)
            .with("seconds", seconds)
            .withTest(tested));
  }

  private Network learn(NetworkSpec spec, Dataset train) {
    Learner learner = Learner.fresh(spec, seed);
    try (Trainer trainer = new Trainer(Runtime.getRuntime().availableProcessors());
        ProgressDisplay display = ProgressDisplay.on(command.commandLine().getErr())) {
      trainer.learnFeatures(
          learner,
          train,
          (layer, done, planned, progress) -> display.show(layer, done, planned, ""));
    }
    return learner.network();
  }

  private ConfusionMatrix test(Network network, ReadOutSpec readOut, Dataset train, Dataset test) {
    FittedReadOut fitted =
        FittedReadOut.learn(readOut, Examples.of(network, readOut.features(), train), seed);
    Examples tests = Examples.of(network, readOut.features(), test);
    ConfusionMatrix matrix = ConfusionMatrix.empty(network.spec().decision().labels());
    int[] decided = fitted.labels(tests);
    for (int i = 0; i < decided.length; i++) {
      matrix.count(tests.labels()[i], decided[i]);
    }
    return matrix;
  }

  private void print(
      int trainingImages, ConfusionMatrix tested, double featureSeconds, double seconds) {
    PrintWriter out = command.commandLine().getOut();
    out.println(
        Table.empty()
            .row("training images", Figures.count(trainingImages))
            .row("test images", Figures.count(tested.total()))
            .row("test accuracy", Figures.percent(tested.accuracy()))
            .row("time to learn the features", Figures.seconds(featureSeconds))
            .row("time in all", Figures.seconds(seconds)));
    out.println();
    out.println(Table.of(tested));
    out.flush();
  }
}
