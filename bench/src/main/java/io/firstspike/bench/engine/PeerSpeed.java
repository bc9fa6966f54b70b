package io.firstspike.bench.engine;

import io.firstspike.bench.engine.SpykeTorchProcess.Round;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that times the published network beside SpykeTorch's. */
@Command(
    name = "peers",
    description = {
      "Time mozafari-2019, from pixels on, beside SpykeTorch on PyTorch with the same weights and"
          + " images: inference and a learning frame of each layer. By turns, one thread each, by"
          + " CPU time, with denormal floats flushed by PyTorch and not. About five minutes."
    })
public final class PeerSpeed implements Callable<Integer> {

  private static final String NETWORK = "mozafari-2019";
  private static final int IMAGES = 500;
  private static final int WARM_UP = 20_000;

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A trained model of mozafari-2019.")
  private Path modelFile;

  @Option(
      names = "--spyketorch",
      required = true,
      paramLabel = "DIR",
      description = "A checkout of SpykeTorch.")
  private Path checkout;

  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      defaultValue = "python3",
      description = "A Python with PyTorch (default: ${DEFAULT-VALUE}).")
  private String python;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Rounds, of which the median counts (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "50",
      description = "Images that SpykeTorch takes a round (default: ${DEFAULT-VALUE}).")
  private int perRound;

  @Mixin private ReportOption reportFile;

  @Override
  public Integer call() throws IOException {
    reportFile.check();
    Model model = ModelFile.read(modelFile);
    if (!model.spec().name().equals(NETWORK)) {
      throw new InputException(
          modelFile
              + " is a model of "
              + model.spec().name()
              + "; --model takes one of "
              + NETWORK);
    }
    Dataset test = data.test();
    int count = Math.min(IMAGES, test.size());
    List<Image> images = IntStream.range(0, count).mapToObj(test::image).toList();
    int[] labels =
        IntStream.range(0, count).map(i -> model.spec().decision().place(test.label(i))).toArray();
    Path folder = Files.createTempDirectory("firstspike-peers");
    try (SpykeTorchProcess peer =
        new SpykeTorchProcess(python, checkout, model.serving(), images, folder)) {
      Report report = Report.of("bench peers", model.spec(), model.progress().seed());
      report = compare(peer, new PublishedSteps(model, images, labels), report);
      report = agree(peer, new Classifier(model.serving()), images, report);
      reportFile.write(report.with("torch", peer.version()));
    } finally {
      delete(folder);
    }
    return ExitCode.OK;
  }

  /** Both by turns; a round of the engine is of all images. */
  private Report compare(SpykeTorchProcess peer, PublishedSteps steps, Report report) {
    Table table =
        Table.empty().row("from pixels", "here", "SpykeTorch", "ratio", "denormals kept", "ratio");
    Report figures = report;
    for (String name : steps.names()) {
      Throughput.of(2, WARM_UP / 2, i -> steps.step(name).accept(i % IMAGES));
      double[] here = new double[rounds];
      double[] flushed = new double[rounds];
      double[] kept = new double[rounds];
      double[] ratio = new double[rounds];
      double[] ratioKept = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        here[round] = Throughput.of(2, IMAGES, i -> steps.step(name).accept(i % IMAGES)).micros();
        flushed[round] = peer.round(name, true, perRound).micros();
        kept[round] = peer.round(name, false, perRound).micros();
        ratio[round] = flushed[round] / here[round];
        ratioKept[round] = kept[round] / here[round];
      }
      table =
          table.row(
              name.equals(PublishedSteps.WHOLE) ? "inference" : "learning frame of " + name,
              micros(here),
              micros(flushed),
              times(ratio),
              micros(kept),
              times(ratioKept));
      figures =
          figures
              .with(name + "PerSecond", 1e6 / median(here))
              .with(name + "PeerPerSecond", 1e6 / median(flushed))
              .with(name + "Ratio", median(ratio))
              .with(name + "PeerDenormalsPerSecond", 1e6 / median(kept))
              .with(name + "DenormalsRatio", median(ratioKept));
    }
    print(table);
    return figures;
  }

  private Report agree(
      SpykeTorchProcess peer, Classifier classifier, List<Image> images, Report report) {
    Round round = peer.round(PublishedSteps.WHOLE, true, images.size());
    int same = 0;
    for (int i = 0; i < images.size(); i++) {
      same += classifier.label(images.get(i)) == round.labels()[i] ? 1 : 0;
    }
    print("the same decision on " + same + " of " + images.size() + " images");
    return report.with("sameDecisions", same).with("comparedDecisions", images.size());
  }

  private void print(Object text) {
    PrintWriter out = command.commandLine().getOut();
    out.println(text);
    out.flush();
  }

  private static String micros(double[] values) {
    return Figures.count(Math.round(median(values))) + " us";
  }

  private static String times(double[] values) {
    return String.format(Locale.ROOT, "%.0f", median(values));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.forEach(paths::add);
    }
    for (int i = paths.size() - 1; i >= 0; i--) {
      Files.delete(paths.get(i));
    }
  }
}
