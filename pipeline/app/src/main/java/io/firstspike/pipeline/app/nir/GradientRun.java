package io.firstspike.pipeline.app.nir;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.stepped.FramesSpec;
import io.firstspike.engine.spec.stepped.ReadSpec;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.training.GradientSpec;
import io.firstspike.engine.stepped.training.GradientTrainer;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.ProgressDisplay;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.Stopwatch;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;

/**
 * Training of a network by gradients, with its test on the engine for neurons that fire many times.
 *
 * @param spec the network
 * @param seed draws the first weights, the order of examples, and their variation
 * @param limit the largest network to accept
 */
public record GradientRun(GradientSpec spec, long seed, NetworkLimit limit) {

  private static final String MISSING =
      "network %s is trained by gradients, for which ND4J is needed: start with"
          + " FIRSTSPIKE_MODULES=nd4j ./firstspike";

  /** A trained network with the figures of its training and its test. */
  public record Result(
      Model model, int images, double seconds, double cpuSeconds, ConfusionMatrix tested) {}

  /** What it takes. */
  public InputSpec input() {
    GradientSpec.Input input = spec.input();
    return ImageInput.of(List.of(input.channels(), input.height(), input.width()), null);
  }

  /** How it decides. */
  public DecisionSpec decision() {
    return GraphModel.fixed(spec.decision().labels(), by());
  }

  /**
   * The trainer.
   *
   * @throws InputException if there is none, or it cannot be used
   */
  public GradientTrainer trainer() {
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
    return trainer;
  }

  /**
   * Trains and tests.
   *
   * @param test tests a model
   * @param err takes progress
   * @throws InputException if images do not fit the network
   */
  public Result train(
      GradientTrainer trainer,
      Dataset train,
      Function<Model, ConfusionMatrix> test,
      PrintWriter err) {
    trainer.prepare(err::println);
    Stopwatch watch = new Stopwatch();
    Model model = model(train(trainer, train, err), train);
    double seconds = watch.seconds();
    double cpuSeconds = watch.cpuSeconds();
    return new Result(model, train.size(), seconds, cpuSeconds, test.apply(model));
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

  private Model model(Graph graph, Dataset train) {
    String source =
        spec.name()
            + ", trained by gradients on "
            + train.name()
            + ", "
            + train.size()
            + " images, "
            + spec.training().epochs()
            + " epochs, seed "
            + seed;
    FramesSpec frames = new FramesSpec(FramesSpec.As.CURRENT, spec.steps(), 1, 0);
    return new GraphModel(spec.name(), source, graph, 1, input(), frames, read(graph), decision())
        .model(seed, limit);
  }

  private ReadSpec read(Graph graph) {
    Plan plan = Plan.of(graph, new TimeStep(1), limit);
    String output = plan.nodes().get(plan.output()).name();
    return ReadSpec.deciding(output, by(), spec.steps());
  }

  private ReadSpec.By by() {
    return ReadSpec.By.valueOf(spec.decision().reading().name());
  }

  /** The figures for machines. */
  public Report report(Result result, Dataset train) {
    return Report.of("train", result.model().spec(), seed)
        .with("data", train.name())
        .with("epochs", spec.training().epochs())
        .with("seconds", result.seconds())
        .with("cpuSeconds", result.cpuSeconds())
        .withTest(result.tested());
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
