package io.firstspike.bench;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.network.ModelFile;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.pipeline.cli.DataOptions;
import io.firstspike.pipeline.cli.Figures;
import io.firstspike.pipeline.cli.OutputFiles;
import io.firstspike.pipeline.cli.Report;
import io.firstspike.pipeline.cli.Table;
import java.nio.file.Path;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How good the features are: a linear read-out over the last feature layer, one pass. */
@Command(
    name = "readout",
    description =
        "Train a linear classifier in one pass on the pooled output of the last feature layer, and"
            + " test it.")
final class ReadOut implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      defaultValue = "mozafari-2019",
      description = "The network whose features are learned (default: ${DEFAULT-VALUE}).")
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

  @Option(names = "--report", paramLabel = "FILE", description = "Write the figures here, as JSON.")
  private Path report;

  @Override
  public void run() {
    OutputFiles.requireWritable("--report", report);
    Dataset train = data.train(seed);
    Dataset test = data.test();
    long begun = System.nanoTime();
    Network network = model == null ? learn(train) : ModelFile.read(model).network();
    LinearReadOut readOut = new LinearReadOut(network);
    Model<Label> classifier = readOut.learn(train, seed);
    double accuracy = readOut.accuracy(classifier, test);
    double seconds = (System.nanoTime() - begun) / 1e9;
    command
        .commandLine()
        .getOut()
        .println(
            Table.empty()
                .row("training images", Figures.count(train.size()))
                .row("test images", Figures.count(test.size()))
                .row("test accuracy", Figures.percent(accuracy))
                .row("time", Figures.seconds(seconds)));
    if (report != null) {
      Report.of("bench readout", network.spec(), seed)
          .with("data", train.name())
          .with("framesIn", train.size())
          .with("testAccuracy", accuracy)
          .with("seconds", seconds)
          .write(report);
    }
  }

  private Network learn(Dataset train) {
    Learner learner = Learner.fresh(NetworkSpec.load(name), seed);
    try (Trainer trainer = new Trainer(Runtime.getRuntime().availableProcessors())) {
      trainer.learnFeatures(learner, train, TrainingListener.NONE);
    }
    return learner.network();
  }
}
