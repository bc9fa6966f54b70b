package io.firstspike.engine.stepped.volley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.DecisionRule;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.engine.spec.mistake.SpecException;
import io.firstspike.engine.spec.stepped.FramesSpec;
import io.firstspike.engine.spec.stepped.FramesSpec.As;
import io.firstspike.engine.spec.stepped.GraphSpec;
import io.firstspike.engine.spec.stepped.ReadSpec;
import io.firstspike.engine.spec.stepped.ReadSpec.By;
import io.firstspike.engine.spec.stepped.SteppedSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Flatten;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.GraphText;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.network.ReadOut;
import io.firstspike.engine.stepped.network.SteppedDecision;
import io.firstspike.engine.stepped.network.SteppedNetwork;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.EventRaster;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.engine.stepped.stimulus.Raster;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks whose encoding is a graph, beside the graph alone. */
class GraphEncodingTest {

  private static final int SIDE = 5;
  private static final int HIDDEN = 12;
  private static final int LABELS = 4;
  private static final int STEPS = 20;

  /** Two layers of leaky neurons with random weights, of which the second is the output. */
  private static Graph graph(int planes) {
    Random random = new Random(7);
    Map<String, Node> nodes = new LinkedHashMap<>();
    nodes.put("in", new Input(List.of(planes, SIDE, SIDE)));
    nodes.put("flat", new Flatten(0, -1, List.of(planes, SIDE, SIDE)));
    nodes.put("w1", affine(HIDDEN, planes * SIDE * SIDE, random));
    nodes.put("hidden", leaky(HIDDEN, 0.9f));
    nodes.put("w2", affine(LABELS, HIDDEN, random));
    nodes.put("fire", leaky(LABELS, 0.4f));
    nodes.put("out", new Output(List.of(LABELS)));
    List<String> names = List.copyOf(nodes.keySet());
    List<Edge> edges =
        IntStream.range(1, names.size())
            .mapToObj(i -> new Edge(names.get(i - 1), names.get(i)))
            .toList();
    return new Graph(nodes, edges);
  }

  private static Affine affine(int outputs, int inputs, Random random) {
    float[] weights = new float[outputs * inputs];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return new Affine(new Tensor(List.of(outputs, inputs), weights), null);
  }

  private static Neurons leaky(int size, float threshold) {
    Tensor ones = Tensor.filled(List.of(size), 1);
    return new Neurons(
        ones,
        new Neurons.Leak(Tensor.filled(List.of(size), 4), Tensor.filled(List.of(size), 0)),
        null,
        new Neurons.Firing(
            Tensor.filled(List.of(size), threshold), Tensor.filled(List.of(size), 0)));
  }

  private static NetworkSpec spec(InputSpec input, GraphEncoding encoding, int steps) {
    return NetworkSpec.load("firstspike-2026").toBuilder()
        .name("stepped")
        .input(input)
        .features(List.of())
        .encoding(new EncodingSpec(steps, encoding.spec()))
        .readOut(null)
        .decision(
            d ->
                d.labels(List.of("a", "b", "c", "d"))
                    .capacity(0)
                    .weights(new WeightsSpec(0, 0, 1f))
                    .rule(new DecisionRule.Fixed()))
        .build();
  }

  private static GraphEncoding encoding(int planes, FramesSpec frames, String node, By by) {
    return encoding(planes, frames, ReadSpec.deciding(node, by, STEPS));
  }

  private static GraphEncoding encoding(int planes, FramesSpec frames, ReadSpec read) {
    return GraphEncoding.of(graph(planes), 1, frames, read, NetworkLimit.DEFAULT);
  }

  private static Image image(Random random) {
    byte[] pixels = new byte[SIDE * SIDE];
    random.nextBytes(pixels);
    return Image.grey(SIDE, SIDE, pixels);
  }

  private static float[] intensities(Image image) {
    float[] intensities = new float[SIDE * SIDE];
    for (int pixel = 0; pixel < intensities.length; pixel++) {
      intensities[pixel] = (image.samples()[pixel] & 0xff) / 255f;
    }
    return intensities;
  }

  private static ReadOut readOut(By by) {
    return ReadOut.valueOf(by.name());
  }

  /** A network that decides by {@code encoding}; by an order, the earliest neuron. */
  private static NetworkSpec deciding(GraphEncoding encoding) {
    ReadSpec read = encoding.spec().read();
    boolean places = read.by().ordered() && read.levels() == 1;
    return spec(new InputSpec(SIDE, SIDE), encoding, places ? LABELS : 1).toBuilder()
        .decision(d -> d.latencies(places))
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "COUNT, 20, CURRENT", "FIRST, 1, CURRENT", "POTENTIAL, 1, CURRENT",
    "COUNT, 20, RATE", "FIRST, 1, RATE", "POTENTIAL, 1, RATE",
    "FIRST, 0, CURRENT", "POTENTIAL, 0, CURRENT"
  })
  void imagesAreDecidedAsByTheGraphAlone(By by, int levels, As as) {
    ReadSpec read = new ReadSpec("out", by, levels);
    GraphEncoding encoding = encoding(1, new FramesSpec(as, STEPS, 0.4f, 3), read);
    NetworkSpec spec = deciding(encoding);
    Classifier classifier = new Classifier(encoding.network(spec, 1));
    SteppedNetwork alone =
        SteppedNetwork.of(graph(1), new TimeStep(1), readOut(by), NetworkLimit.DEFAULT);
    FrameCoding coding = new FrameCoding(FrameCoding.Kind.valueOf(as.name()), STEPS, 0.4f, 3);
    Random random = new Random(1);
    int[] found = new int[LABELS + 1];
    for (int i = 0; i < 100; i++) {
      Image image = i == 0 ? Image.grey(SIDE, SIDE, new byte[SIDE * SIDE]) : image(random);
      SteppedDecision expected =
          alone.decide(coding.code(List.of(1, SIDE, SIDE), intensities(image)));
      Decision decision = classifier.classify(image);
      assertThat(decision.label()).isEqualTo(expected.label());
      if (by == By.COUNT && expected.label() >= 0) {
        assertThat(decision.winner().orElseThrow().potential())
            .isEqualTo(expected.scores()[expected.label()]);
      }
      found[expected.label() + 1]++;
    }
    assertThat(Arrays.stream(found).filter(count -> count > 0).count()).isGreaterThan(2);
  }

  /** An order of more neurons than there are time steps, in a layer of few weights. */
  @Test
  void manyClassesAreDecidedByAsManyWeightsForEach() {
    int classes = 1000;
    Map<String, Node> nodes = new LinkedHashMap<>();
    nodes.put("in", new Input(List.of(1, SIDE, SIDE)));
    nodes.put("flat", new Flatten(0, -1, List.of(1, SIDE, SIDE)));
    nodes.put("w", affine(classes, SIDE * SIDE, new Random(8)));
    nodes.put("out", new Output(List.of(classes)));
    Graph graph =
        new Graph(
            nodes, List.of(new Edge("in", "flat"), new Edge("flat", "w"), new Edge("w", "out")));
    GraphEncoding encoding =
        GraphEncoding.of(
            graph,
            1,
            new FramesSpec(As.CURRENT, 1, 1, 0),
            ReadSpec.deciding("out", By.POTENTIAL, 1),
            NetworkLimit.DEFAULT);
    NetworkSpec spec =
        spec(new InputSpec(SIDE, SIDE), encoding, Volley.MAX_STEPS).toBuilder()
            .decision(
                d ->
                    d.latencies(true)
                        .capacity(classes)
                        .labels(IntStream.range(0, classes).mapToObj(String::valueOf).toList()))
            .build(NetworkLimit.DEFAULT);
    assertThat(NetworkLimit.of(spec).weights()).isLessThan(1_100_000);
    Classifier classifier = new Classifier(encoding.network(spec, 1));
    SteppedNetwork alone =
        SteppedNetwork.of(graph, new TimeStep(1), ReadOut.POTENTIAL, NetworkLimit.DEFAULT);
    FrameCoding coding = new FrameCoding(FrameCoding.Kind.CURRENT, 1, 1, 0);
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      Image image = image(random);
      SteppedDecision expected =
          alone.decide(coding.code(List.of(1, SIDE, SIDE), intensities(image)));
      assertThat(classifier.classify(image).label()).isEqualTo(expected.label());
      Volley volley = classifier.encode(image);
      assertThat(volley.count()).isEqualTo(Volley.MAX_STEPS);
      int second = -1;
      for (int label = 0; label < classes; label++) {
        boolean better = second < 0 || expected.scores()[label] > expected.scores()[second];
        second = label != expected.label() && better ? label : second;
      }
      assertThat(volley.latencies()[second]).isEqualTo((byte) 1);
    }
  }

  @Test
  void windowsAreDecidedAsTheirEventsByTheGraphAlone() {
    GraphEncoding encoding = encoding(2, null, "out", By.COUNT);
    InputSpec input = new InputSpec(SIDE, SIDE, new EventsSpec(STEPS * 1000, STEPS));
    Classifier classifier = new Classifier(encoding.network(spec(input, encoding, 1), 1));
    SteppedNetwork alone =
        SteppedNetwork.of(graph(2), new TimeStep(1), ReadOut.COUNT, NetworkLimit.DEFAULT);
    Random random = new Random(2);
    int different = 0;
    for (int i = 0; i < 50; i++) {
      EventRaster events = new EventRaster(2, SIDE, SIDE, 1000, STEPS, 10_000);
      byte[] latencies = new byte[STEPS * 2 * SIDE * SIDE];
      Arrays.fill(latencies, (byte) 1);
      for (int cell = 0; cell < latencies.length; cell++) {
        // An event in the first slice and one in the last, so that both end alike.
        if (cell == 0 || cell == latencies.length - 1 || random.nextInt(6) == 0) {
          latencies[cell] = 0;
          int pixel = cell % (SIDE * SIDE);
          events.add(
              cell / (2 * SIDE * SIDE) * 1000L,
              pixel % SIDE,
              pixel / SIDE,
              cell / (SIDE * SIDE) % 2);
        }
      }
      Volley spikes = Volley.ofLatencies(input.window(), 1, latencies);
      Raster raster = events.raster();
      SteppedDecision expected = alone.decide(raster);
      Decision decision =
          classifier.classify(new EventWindow(spikes, 0, STEPS * 1000L, spikes.count()));
      assertThat(decision.label()).isEqualTo(expected.label());
      different |= 1 << expected.label() + 1;
    }
    assertThat(Integer.bitCount(different)).isGreaterThan(1);
  }

  /** Level n of a neuron fires with its n-th spike; time steps come to those of volleys. */
  @Test
  void countsAreLevelsWithTheLatenciesOfTheirSpikes() {
    Neurons neurons =
        Neurons.integrateAndFire(Tensor.of(1, 1), Tensor.of(0.5f, 0.5f), Tensor.of(0, 0));
    Map<String, Node> nodes = new LinkedHashMap<>();
    nodes.put("in", new Input(List.of(1, 1, 2)));
    nodes.put("flat", new Flatten(0, -1, List.of()));
    nodes.put("if", neurons);
    nodes.put("out", new Output(List.of(2)));
    Graph graph =
        new Graph(
            nodes, List.of(new Edge("in", "flat"), new Edge("flat", "if"), new Edge("if", "out")));
    GraphEncoding encoding =
        GraphEncoding.of(
            graph,
            1,
            new FramesSpec(As.CURRENT, 8, 0.6f, 0),
            new ReadSpec("if", By.COUNT, 3),
            NetworkLimit.DEFAULT);
    NetworkSpec spec =
        spec(new InputSpec(1, 2), encoding, 4).toBuilder()
            .decision(d -> d.labels(List.of("x", "y")))
            .build();
    Classifier classifier = new Classifier(encoding.network(spec, 1));
    // Neuron 0 fires in every step, neuron 1 in every second one, from the second on.
    Image image = Image.grey(1, 2, new byte[] {(byte) 255, (byte) 120});
    Volley volley = classifier.encode(image);
    assertThat(volley.latencies()).containsExactly(0, 0, 0, 1, 1, 2);
    assertThat(classifier.borrowEvidence(image).count()).isEqualTo(6);
  }

  @Test
  void aModelFileHoldsTheGraph() {
    GraphEncoding encoding =
        encoding(1, new FramesSpec(As.CURRENT, STEPS, 0.4f, 0), "out", By.COUNT);
    NetworkSpec spec = spec(new InputSpec(SIDE, SIDE), encoding, 1);
    Network network = encoding.network(spec, 1);
    Model model =
        new Model(
            spec,
            new Provenance(Provenance.SOFTWARE, 1, "a test", 0, 0),
            Progress.start(spec, 1),
            network.weights().toArrays());
    Model read = ModelFile.fromBytes("a test", ModelFile.toBytes(model));
    assertThat(read.spec()).isEqualTo(spec);
    assertThat(read.fingerprint()).isEqualTo(model.fingerprint());
    assertThat(GraphEncoding.of(read.network()).graph()).isEqualTo(graph(1));
    Image image = image(new Random(9));
    assertThat(new Classifier(read.serving()).classify(image))
        .isEqualTo(new Classifier(network).classify(image));
  }

  /** What comes from a topic may be anything, and is not to end a job. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '\'',
      value = {
        "[12]>[13]",
        "\"fire\"}>\"w1\"}",
        "\"scale\":{\"factor\":[4]}>\"scale\":{}",
        "{\"scale\":{\"factor\":[4]}}>null",
        "25>26"
      })
  void aModelWhoseGraphCannotEncodeHasAFlaw(String part, String other) {
    Map<String, Node> nodes = new LinkedHashMap<>(graph(1).nodes());
    nodes.put("s", new Scale(Tensor.filled(List.of(LABELS), 1)));
    List<Edge> edges = new ArrayList<>(graph(1).edges());
    edges.removeIf(edge -> edge.to().equals("out"));
    edges.add(new Edge("fire", "s"));
    edges.add(new Edge("s", "out"));
    GraphEncoding encoding =
        GraphEncoding.of(
            new Graph(nodes, edges),
            1,
            new FramesSpec(As.CURRENT, STEPS, 0.4f, 0),
            new ReadSpec("fire", By.COUNT, STEPS),
            NetworkLimit.DEFAULT);
    GraphSpec graph = encoding.spec().graph();
    GraphSpec damaged =
        new GraphSpec(
            graph.neurons(),
            graph.numbers(),
            graph.memory(),
            graph.sha256(),
            graph.structure().replace(part, other));
    for (GraphSpec described : List.of(graph, damaged)) {
      SteppedSpec stepped =
          new SteppedSpec(1, encoding.spec().frames(), encoding.spec().read(), described);
      NetworkSpec spec =
          spec(new InputSpec(SIDE, SIDE), new GraphEncoding(stepped, encoding.numbers()), 1);
      Model model =
          new Model(
              spec,
              new Provenance(Provenance.SOFTWARE, 1, "a test", 0, 0),
              Progress.start(spec, 1),
              encoding.network(spec, 1).weights().toArrays());
      assertThat(model.flaw().isPresent()).isEqualTo(!described.equals(graph));
    }
  }

  @Test
  void aLayerOnTheOutputLearnsAndTheGraphStays() {
    GraphEncoding encoding =
        encoding(1, new FramesSpec(As.CURRENT, STEPS, 0.4f, 0), "fire", By.COUNT);
    NetworkSpec learning =
        spec(new InputSpec(SIDE, SIDE), encoding, 1).toBuilder()
            .decision(
                d ->
                    d.rule(NetworkSpec.load("firstspike-2026").decision().rule())
                        .weights(new WeightsSpec(-1f / 64, 0, 1f / 8)))
            .build();
    Learner learner = new Learner(encoding.network(learning, 1), Progress.start(learning, 1));
    Classifier classifier = new Classifier(learner.network());
    SteppedNetwork alone =
        SteppedNetwork.of(graph(1), new TimeStep(1), ReadOut.COUNT, NetworkLimit.DEFAULT);
    FrameCoding coding = new FrameCoding(FrameCoding.Kind.CURRENT, STEPS, 0.4f, 0);
    Random random = new Random(4);
    Image image = null;
    int known = -1;
    while (known < 0) {
      image = image(random);
      known = alone.decide(coding.code(List.of(1, SIDE, SIDE), intensities(image))).label();
    }
    assertThat(learner.decide(classifier.evidence(image)).label()).isEqualTo(known);
    int other = (known + 1) % LABELS;
    for (int i = 0; i < 50; i++) {
      learner.learnDecision(classifier.evidence(image), other);
    }
    assertThat(classifier.classify(image).label()).isEqualTo(other);
    assertThat(GraphEncoding.of(learner.network()).graph()).isEqualTo(graph(1));
    Learner shared = new Learner(learner.network().withOwnDecisions(), learner.progress());
    assertThat(shared.decide(classifier.evidence(image)).label()).isEqualTo(other);
  }

  @Test
  void whatDoesNotFitIsTold() {
    FramesSpec frames = new FramesSpec(As.CURRENT, STEPS, 1, 0);
    assertThatThrownBy(() -> encoding(1, frames, "hiden", By.COUNT))
        .isInstanceOf(GraphException.class)
        .hasMessageContainingAll("no node hiden", "hidden");
    assertThatThrownBy(() -> encoding(1, frames, "w1", By.COUNT))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("does not fire");
    GraphEncoding encoding = encoding(1, frames, "out", By.COUNT);
    NetworkSpec wide = spec(new InputSpec(SIDE, SIDE + 1), encoding, 1);
    Image large = Image.grey(SIDE, SIDE + 1, new byte[SIDE * (SIDE + 1)]);
    assertThatThrownBy(() -> new Classifier(encoding.network(wide, 1)).classify(large))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("1x5x5", "1x5x6");
    NetworkSpec spec = spec(new InputSpec(SIDE, SIDE), encoding, 1);
    Image image = image(new Random(1));
    assertThatThrownBy(() -> new Classifier(Network.fresh(spec, 1)).classify(image))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a spec does not hold them");
    assertThatThrownBy(
            () -> spec.toBuilder().input(new InputSpec(5, 5, new EventsSpec(20, 20))).build())
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("encoding.stepped.frames");
    assertThatThrownBy(
            () ->
                NetworkSpec.load("firstspike-2026").toBuilder()
                    .decision(d -> d.rule(new DecisionRule.Fixed()))
                    .build())
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("needs encoding.stepped");
    assertThatThrownBy(() -> deciding(encoding(1, frames, new ReadSpec("out", By.POTENTIAL, 2))))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("read.levels is 2");
    assertThatThrownBy(() -> spec.toBuilder().build(new NetworkLimit(500)))
        .hasMessageContaining("--max-weights");
    assertThat(Backend.onlyFirstSpikes(spec)).isPresent();
    assertThat(NetworkSpec.parse("again", spec.toYaml())).isEqualTo(spec);
  }

  @Test
  void damagedTextsOfGraphsAreRefused() {
    GraphText text = GraphText.of(graph(1));
    assertThat(text.graph()).isEqualTo(graph(1));
    float[] fewer = Arrays.copyOf(text.numbers(), text.numbers().length - 1);
    float[] more = Arrays.copyOf(text.numbers(), text.numbers().length + 1);
    for (GraphText damaged :
        List.of(
            new GraphText(text.structure(), fewer),
            new GraphText(text.structure(), more),
            new GraphText(text.structure().substring(1), text.numbers()),
            new GraphText(text.structure().replace("[12,25]", "[12,-25]"), text.numbers()),
            new GraphText(text.structure().replace("[12,25]", "[]"), text.numbers()),
            new GraphText(text.structure().replace("[12,25]", "[99999,99999]"), text.numbers()),
            new GraphText(text.structure().replace("\"neurons\"", "\"neuron\""), text.numbers()),
            new GraphText("null", text.numbers()),
            new GraphText("{}", text.numbers()))) {
      assertThatThrownBy(damaged::graph).isInstanceOf(GraphException.class);
    }
  }
}
