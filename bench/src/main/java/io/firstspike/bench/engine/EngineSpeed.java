package io.firstspike.bench.engine;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.DataOptions;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that times the engine step by step, beside what the machine can do. */
@Command(
    name = "engine",
    description = {
      "Train networks on real digits and time each step of the engine on one core, beside the same"
          + " network as dense tensors and beside what the core can do at most. About five minutes."
    })
public final class EngineSpeed implements Runnable {

  private static final String CONNECTED = "mozafari-2019-connected";

  /** The networks that are timed, and what their report keys begin with. */
  private static final Map<String, String> NETWORKS =
      new TreeMap<>(
          Map.of(CONNECTED, "", "firstspike-2026", "default", "mozafari-2019", "published"));

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Option(
      names = "--scaling",
      description = "Also time a layer of ones on images of 28 to 512 pixels, 30 to 1,000 maps.")
  private boolean scaling;

  @Mixin private ReportOption report;

  @Override
  public void run() {
    report.check();
    PrintWriter out = command.commandLine().getOut();
    Dataset train = data.train(1);
    Dataset test = data.test();
    Report figures =
        Report.of("bench engine", NetworkSpec.load(CONNECTED), NetworkTimings.SEED)
            .with("data", test.name());
    for (String network : NETWORKS.keySet()) {
      NetworkTimings timings = NetworkTimings.of(NetworkSpec.load(network), train, test);
      out.println(network);
      out.println(timings.table());
      out.println();
      out.flush();
      figures = timings.addTo(figures, NETWORKS.get(network));
    }
    figures = addRooflines(out, figures);
    if (scaling) {
      LayerScaling grown = LayerScaling.measure(test);
      out.println(grown.table());
      figures = figures.with("scaling", grown.rows());
    }
    out.flush();
    report.write(figures);
  }

  private static Report addRooflines(PrintWriter out, Report figures) {
    double wordsL1 = Roofline.wordOperations(Roofline.L1);
    double wordsL2 = Roofline.wordOperations(Roofline.L2);
    double additionsL1 = Roofline.additions(Roofline.L1);
    double additionsL2 = Roofline.additions(Roofline.L2);
    double counting = BitCounting.wordOperations();
    out.println(
        Table.empty()
            .row("this core", "from L1", "from L2")
            .row("word operations", giga(wordsL1), giga(wordsL2))
            .row("additions of floats", giga(additionsL1), giga(additionsL2))
            .row("counting planes of bits", giga(counting), percent(counting / wordsL1)));
    return figures
        .with("rooflineWordOperationsL1", wordsL1)
        .with("rooflineWordOperationsL2", wordsL2)
        .with("rooflineAdditionsL1", additionsL1)
        .with("rooflineAdditionsL2", additionsL2)
        .with("countingWordOperations", counting)
        .with("rooflineRatio", counting / wordsL1);
  }

  private static String giga(double perSecond) {
    return String.format(Locale.ROOT, "%.1f G/s", perSecond / 1e9);
  }

  private static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.0f %% of L1", 100 * ratio);
  }
}
