package io.firstspike.pipeline.app.doctor;

import io.firstspike.connectors.dataset.ExampleSet;
import io.firstspike.engine.diagnosis.Diagnosis;
import io.firstspike.engine.diagnosis.Effort;
import io.firstspike.engine.diagnosis.Examination;
import io.firstspike.engine.diagnosis.Finding;
import io.firstspike.engine.diagnosis.LayerSigns;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Json;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.app.data.Fit;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import io.firstspike.pipeline.stream.options.NetworkOptions;
import io.firstspike.pipeline.stream.options.Ranges;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Says what is wrong with a network or its data. */
@Command(
    name = "doctor",
    description = {
      "Show a sample of a data set to a network and say what is wrong with either, with its figure"
          + " and its remedy, causes first.",
      "A network that has not learned yet learns from the sample first, for a few thousand frames a"
          + " layer; a model is looked at as it is.",
      "With --bootstrap-servers the sample is the latest frames of a running job's topics that have"
          + " labels, and the model the newest one on its topic of models, unless --network or"
          + " --model names another. The job does not notice."
    })
public final class Doctor implements Runnable {

  /** Draws the sample, the same one every time. */
  private static final long SEED = 1;

  private static final long MOST_FRAMES = 10_000_000;

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;
  @Mixin private TopicsOptions topics;

  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      description =
          "A network that comes with the program, or a YAML file (default: "
              + NetworkOptions.DEFAULT_NETWORK
              + ").")
  private String network;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = NetworkOptions.DEFAULT_SEED,
      description = "Draws the first weights of a network (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A model, instead of a network that has not learned yet.")
  private Path model;

  /** The version of a model that was read from a topic; null if none was. */
  private String version;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description =
          "Let each layer of a network learn from at most N frames, 1 to 10,000,000 (default:"
              + " 6,000).")
  private long frames = Effort.DEFAULT.frames();

  @Option(names = "--json", description = "Print one JSON object instead.")
  private boolean json;

  @Mixin private NetworkLimitOption limit;

  @Override
  public void run() {
    Ranges.require("--frames", frames, 1, MOST_FRAMES);
    if (network != null && model != null) {
      throw new InputException("--model brings its own network: leave out --network");
    }
    Effort effort = Effort.DEFAULT.withFrames(frames);
    boolean running = running();
    Optional<Model> learned = learned(running);
    NetworkSpec spec = learned.map(Model::spec).orElseGet(this::spec);
    ExampleSet examples = examples(running, spec).shuffled(SEED);
    Fit.requireStimuli(spec, examples);
    Examination seen =
        Fit.checked(
            spec,
            examples,
            () ->
                learned
                    .map(as -> Examination.of(as, examples, effort))
                    .orElseGet(() -> Examination.ofTrial(spec, seed, examples, effort)));
    Diagnosis diagnosis = Diagnosis.of(seen);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(Json.line(fields(spec, examples, diagnosis)));
    } else {
      print(spec, learned.isPresent(), examples, seen, diagnosis, out);
    }
    out.flush();
  }

  /** Whether the topics of a running job are looked at, not a data set. */
  private boolean running() {
    ParseResult given = command.commandLine().getParseResult();
    boolean topics =
        given.hasMatchedOption("--bootstrap-servers") || given.hasMatchedOption("--kafka-config");
    if (topics && given.hasMatchedOption("--data")) {
      throw new InputException(
          "--data is a data set and --bootstrap-servers a running job: leave out one of them");
    }
    return topics;
  }

  private Optional<Model> learned(boolean running) {
    if (model != null) {
      return Optional.of(ModelFile.read(model, limit.limit()));
    }
    if (!running || network != null) {
      return Optional.empty();
    }
    FollowedModel newest = topics.newestModel(limit.limit());
    version = newest.modelVersion();
    return Optional.of(newest.model());
  }

  private ExampleSet examples(boolean running, NetworkSpec spec) {
    if (!running) {
      return data.train(spec, SEED);
    }
    TopicSample sample = topics.sample(spec);
    PrintWriter err = command.commandLine().getErr();
    sample.remarks().forEach(remark -> err.println("note: " + remark));
    err.flush();
    return sample;
  }

  private NetworkSpec spec() {
    String name = network == null ? NetworkOptions.DEFAULT_NETWORK : network;
    return NetworkOptions.withoutGraph(NetworkSpec.load(name, limit.limit()), "--model");
  }

  private void print(
      NetworkSpec spec,
      boolean learned,
      ExampleSet examples,
      Examination seen,
      Diagnosis diagnosis,
      PrintWriter out) {
    out.println(
        (version == null ? spec.name() : version)
            + " on "
            + Figures.count(seen.data().stimuli())
            + " of "
            + Figures.count(examples.size())
            + " examples of "
            + examples.name()
            + (learned ? "" : ", after a trial")
            + ":");
    out.println();
    out.println(table(seen));
    out.println();
    int number = 0;
    for (Finding finding : diagnosis.findings()) {
      out.println(++number + ". " + finding.where() + ": " + finding.fault());
      out.println("   " + sentence(finding.words()));
      out.println("   Remedy: " + finding.remedy() + ".");
      out.println();
    }
    if (diagnosis.findings().isEmpty()) {
      out.println("Nothing is wrong.");
    } else {
      out.println("Mend the first, then look again: what comes after may follow from it.");
    }
    if (!diagnosis.unjudged().isEmpty()) {
      out.println(
          "Not judged by what they have learned: " + String.join(", ", diagnosis.unjudged()) + ".");
    }
    seen.layers().stream()
        .filter(layer -> !layer.settled())
        .findFirst()
        .ifPresent(
            layer ->
                out.println(
                    layer.spec().name()
                        + " has not converged in this trial of "
                        + Figures.count(layer.learned())
                        + " of "
                        + Figures.count(layer.planned())
                        + " frames: --frames makes it longer, --model looks at a trained one."));
  }

  private static String sentence(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
  }

  private static Table table(Examination seen) {
    Table table =
        Table.empty()
            .row("layer", "frames", "w (1 - w)", "winners", "fires at", "silent maps", "potential");
    for (LayerSigns layer : seen.layers()) {
      table =
          table.row(
              layer.spec().name(),
              Figures.count(layer.learned()),
              Double.isNaN(layer.convergence())
                  ? "-"
                  : String.format(Locale.ROOT, "%.3f", layer.convergence()),
              String.format(Locale.ROOT, "%.1f", layer.winners()),
              String.format(Locale.ROOT, "%.1f %%", 100 * layer.share()),
              layer.silentMaps() + " of " + layer.maps(),
              String.format(
                  Locale.ROOT, "%.1f, threshold %.4g", layer.highestOfAll(), layer.threshold()));
    }
    return table;
  }

  private static Map<String, Object> fields(
      NetworkSpec spec, ExampleSet examples, Diagnosis diagnosis) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("network", spec.name());
    fields.put("data", examples.name());
    fields.put("findings", List.copyOf(diagnosis.findings()));
    fields.put("unjudged", diagnosis.unjudged());
    return fields;
  }
}
