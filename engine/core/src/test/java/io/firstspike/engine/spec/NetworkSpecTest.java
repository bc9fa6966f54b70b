package io.firstspike.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.mistake.SpecException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkSpecTest {

  private static final NetworkSpec MOZAFARI = NetworkSpec.load("mozafari-2019");
  private static final NetworkSpec SHALLOW = NetworkSpec.load("mozafari-2018");

  @Test
  void theShippedSpecIsTheNetworkOfThePaper() {
    assertThat(MOZAFARI.encoding().filters()).hasSize(6);
    assertThat(MOZAFARI.encoding().steps()).isEqualTo(15);
    assertThat(MOZAFARI.features()).extracting(FeatureSpec::maps).containsExactly(30, 250);
    assertThat(MOZAFARI.features()).extracting(FeatureSpec::threshold).containsExactly(15f, 10f);
    assertThat(MOZAFARI.decision().maps()).isEqualTo(200);
  }

  @Test
  void theShallowSpecIsTheNetworkOfThePaper() {
    assertThat(SHALLOW.encoding().filters()).hasSize(4);
    assertThat(SHALLOW.features()).isEmpty();
    assertThat(SHALLOW.decision().maps()).isEqualTo(20);
    assertThat(SHALLOW.decision().dropout().share()).isEqualTo(0.4f);
    RewardSpec rule = (RewardSpec) SHALLOW.decision().rule();
    assertThat(rule.reward(1)).isEqualTo(new Stdp(0.01f, -0.0035f, 0, 1, true));
    assertThat(rule.punishment(1)).isEqualTo(new Stdp(-0.01f, 0.0006f, 0, 1, true));
    assertThat(Progress.start(SHALLOW, 1).adaptation().rewardScale()).isCloseTo(0.6, within(1e-6));
    assertThat(Progress.start(SHALLOW, 1).adaptation().punishmentScale())
        .isCloseTo(0.6, within(1e-6));
  }

  @Test
  void withoutFeatureLayersTheDecisionLayerSeesTheEncodedImage() {
    NetworkSpec named = SHALLOW.toBuilder().decision(d -> d.inputs(List.of("encoding"))).build();

    assertThat(SHALLOW.decisionInputs()).containsExactly(-1);
    assertThat(named.decisionInputs()).containsExactly(-1);
    assertThat(SHALLOW.layers()).isEqualTo(1);
    assertThatThrownBy(() -> SHALLOW.withSchedule(Map.of("S1", 10L)))
        .hasMessageContaining("layer S1; the feature layers are []");
  }

  @Test
  void yamlComesBackAsTheSameSpec() {
    assertThat(NetworkSpec.parse("copy", MOZAFARI.toYaml())).isEqualTo(MOZAFARI);
    assertThat(NetworkSpec.parse("copy", SHALLOW.toYaml())).isEqualTo(SHALLOW);
  }

  @Test
  void allMistakesAreReportedTogether() {
    String broken =
        MOZAFARI
            .toYaml()
            .replace("maps: 30", "maps: 0")
            .replace("steps: 15", "steps: 300")
            .replace("winners: 5", "winers: 5")
            .replace("normalisationRadius: 8", "normalisationRadius: wide")
            .replace("window: 7", "window: 8");

    SpecException refused =
        catchThrowableOfType(SpecException.class, () -> NetworkSpec.parse("mine.yaml", broken));

    assertThat(refused).hasMessageStartingWith("network spec mine.yaml: ");
    assertThat(refused.problems())
        .contains(
            "features[0].maps is 0, must be 1 to 65536",
            "encoding.steps is 300, must be 1 to 127",
            "unknown field features[0].stdp.winers: did you mean winners?",
            "features[0].stdp.winners is 0, must be 1 to 65536",
            "encoding.normalisationRadius is \"wide\", not a number",
            "encoding.filters[2].dog.window is 8, must be odd");
  }

  @Test
  void labelsMayBeNumbersButNotEmpty() {
    String labels = "labels: [0, 7.0, yes, \"\"]\n  capacity: 4\n";
    String yaml =
        MOZAFARI.toYaml().replaceFirst("(?s)labels:.*?(?=  neuronsPerLabel|  kernel)", labels);

    SpecException refused =
        catchThrowableOfType(SpecException.class, () -> NetworkSpec.parse("mine.yaml", yaml));
    assertThat(refused.problems())
        .containsExactly("decision.labels: a label has 0 characters, must have 1 to 256");

    DecisionSpec decision = NetworkSpec.parse("mine.yaml", yaml.replace(", \"\"", "")).decision();
    assertThat(decision.place("7")).isEqualTo(1);
    assertThat(decision.place("Yes")).isEqualTo(2);
    assertThat(decision.place("1")).isEqualTo(-1);

    String asWritten = yaml.replace("[0, 7.0, yes, \"\"]", "[007, no, true]");
    assertThat(NetworkSpec.parse("mine.yaml", asWritten).decision().labels())
        .containsExactly("007", "no", "true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "firstspike-2026",
        "firstspike-2026-continual",
        "firstspike-2026-fashion",
        "firstspike-2026-shifted",
        "firstspike-2026-deep",
        "firstspike-2026-events",
        "firstspike-2026-events-varied",
        "firstspike-2026-quick",
        "firstspike-2026-reward",
        "kheradpisheh-2018",
        "kheradpisheh-2020",
        "mozafari-2018",
        "mozafari-2019",
        "mozafari-2019-connected",
        "rezghi-2022"
      })
  void everyShippedSpecIsOne(String name) {
    NetworkSpec spec = NetworkSpec.load(name);

    assertThat(spec.name()).isEqualTo(name);
    assertThat(NetworkSpec.parse(name, spec.toYaml())).isEqualTo(spec);
  }

  @Test
  void aLayerMayBeReadAtSeveralThresholds() {
    NetworkSpec two = readAt(9f, 12.5f).build();
    NetworkSpec one = readAt(9f).build();

    assertThat(NetworkSpec.parse("two", two.toYaml())).isEqualTo(two);
    assertThat(NetworkSpec.parse("one", one.toYaml())).isEqualTo(one);
    assertThat(one.toYaml()).contains("readThreshold: 9.0");
    Network network = Network.fresh(two, 1);
    assertThat(network.convolution(0).output().maps()).isEqualTo(30);
    assertThat(network.convolution(1).input().maps()).isEqualTo(60);
  }

  private static NetworkSpec.Builder readAt(Float... thresholds) {
    return MOZAFARI.toBuilder().feature("S1", f -> f.readThreshold(Arrays.asList(thresholds)));
  }

  @Test
  void readThresholdsAscend() {
    assertThat(problems(readAt(9f, 7f, -1f)))
        .containsExactly(
            "features[0].readThreshold[1] is 7.0, must be above the one before it: 9.0",
            "features[0].readThreshold[2] is -1.0, must be above 0");
  }

  @Test
  void mistakesInTheReadOutAreReportedWithTheOthers() {
    String broken =
        MOZAFARI.toYaml().replace("maps: 30", "maps: 0")
            + "readOut: {features: volts, components: -1, classifier: linear-svm}\n";

    SpecException refused =
        catchThrowableOfType(SpecException.class, () -> NetworkSpec.parse("mine.yaml", broken));

    assertThat(refused.problems())
        .containsExactlyInAnyOrder(
            "readOut.features is \"volts\", must be one of [fired, latencies]",
            "features[0].maps is 0, must be 1 to 65536",
            "readOut.components is -1, must be 0 to 67108864",
            "readOut.cost is 0.0, must be above 0");
  }

  @Test
  void componentsAreFewerThanFeaturesAndThoseNotTooMany() {
    NetworkSpec.Builder many = MOZAFARI.toBuilder().readOut(new ReadOutSpec(null, 4001, null, 0));
    assertThat(problems(many)).containsExactly("readOut.components is 4001, must be 0 to 4000");

    NetworkSpec.Builder wide =
        MOZAFARI.toBuilder()
            .feature("S2", f -> f.maps(1000))
            .readOut(new ReadOutSpec(null, 10, null, 0));
    assertThat(problems(wide))
        .singleElement()
        .asString()
        .contains("has 16000 pooled neurons, and components are sought among at most");
  }

  @Test
  void aReadOutComesBackFromYaml() {
    String yaml = MOZAFARI.toYaml() + "readOut: {classifier: rbf-svm, cost: 2.4}\n";
    NetworkSpec spec = NetworkSpec.parse("mine.yaml", yaml);

    assertThat(spec.readOut())
        .isEqualTo(
            new ReadOutSpec(
                ReadOutSpec.Features.FIRED, 0, ReadOutSpec.Classification.RBF_SVM, 2.4));
    assertThat(NetworkSpec.parse("copy", spec.toYaml())).isEqualTo(spec);
  }

  @Test
  void aLayerNothingFitsIntoIsNamed() {
    assertThat(problems(MOZAFARI.toBuilder().feature("S2", f -> f.kernel(30))))
        .singleElement()
        .asString()
        .startsWith("features[1] (S2): ");
  }

  @Test
  void textThatIsNoSpecIsRefused() {
    assertThatThrownBy(() -> NetworkSpec.parse("x", "- just\n- a list"))
        .isInstanceOf(SpecException.class)
        .hasMessage("network spec x: it is not a YAML mapping of fields");
    assertThatThrownBy(() -> NetworkSpec.parse("x", "input: {height: 28"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("at line");
    assertThatThrownBy(() -> NetworkSpec.parse("x", "input: [1, 2]"))
        .isInstanceOf(SpecException.class);
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> NetworkSpec.load("no/such.yaml"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("no/such.yaml: no such file");
  }

  @Test
  void aScheduleChangesTheFramesOfTheLayersItNames() {
    NetworkSpec scheduled = MOZAFARI.withSchedule(Map.of("S1", 10L));

    assertThat(scheduled.features().get(0).stdp().frames()).isEqualTo(10);
    assertThat(scheduled.features().get(1)).isEqualTo(MOZAFARI.features().get(1));
    assertThatThrownBy(() -> MOZAFARI.withSchedule(Map.of("S9", 10L)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("layer S9; the feature layers are [S1, S2]");
  }

  @Test
  void rulesAreCheckedWithEverythingElse() {
    DeltaSpec rule = new DeltaSpec(0, 0, new DecaySpec(0, 2), false, 1);
    NetworkSpec.Builder broken =
        MOZAFARI.toBuilder()
            .decision(
                d ->
                    d.inputs(List.of("S1", "S9"))
                        .threshold(-1f)
                        .dropout(new DropoutSpec(1, 0))
                        .rule(rule))
            .training(new TrainingSpec(-1, 0, 0));

    assertThat(problems(broken))
        .contains(
            "decision.inputs names S9, must be of [encoding, S1, S2]",
            "decision.inputs of several layers needs neurons that see the whole input: kernel 0,"
                + " padding 0",
            "decision.threshold is -1.0, must be above 0",
            "decision.threshold needs the rule rstdp, s2stdp or s4nn",
            "decision.dropout needs the rule rstdp",
            "decision.dropout.share is 1.0, must be 0 to below 1",
            "decision.dropout.renewEvery is 0, must be 1 to 2147483647",
            "decision.rule.delta.gain is 0.0, must be above 0",
            "decision.rule.delta.smoothing is 1.0, must be 0 to below 1",
            "decision.rule.delta.decay.horizon is 0, must be 1 to 9223372036854775807",
            "decision.rule.delta.decay.rest is 2.0, must be 0.0 to 1.0",
            "training.shift is -1, must be 0 to 4096");
  }

  @Test
  void aLayerWithoutNameIsNoneThatAnInputCouldMean() {
    NetworkSpec.Builder broken =
        MOZAFARI.toBuilder()
            .feature("S1", f -> f.name(null))
            .decision(d -> d.inputs(List.of("S9")).kernel(0).padding(0));

    assertThat(problems(broken))
        .containsExactly(
            "features[0].name is missing",
            "decision.inputs names S9, must be of [encoding, S2]: did you mean S2?");
  }

  @Test
  void ratesMustCoverAllMaps() {
    RatesSpec seven = new RatesSpec(7, 0.1f, -0.1f, 0, 0, 0, 0, 0, false);

    assertThat(
            problems(MOZAFARI.toBuilder().feature("S1", f -> f.stdp(s -> s.rates(List.of(seven))))))
        .containsExactly("features[0].stdp.rates are for 7 of 30 maps: leave out maps in the last");
  }

  private static List<String> problems(NetworkSpec.Builder broken) {
    return catchThrowableOfType(SpecException.class, broken::build).problems();
  }

  @Test
  void aCopyWithoutChangesIsEqual() {
    for (NetworkSpec spec : List.of(MOZAFARI, SHALLOW, readAt(9f, 12.5f).build())) {
      NetworkSpec.Builder copy =
          spec.toBuilder()
              .input(i -> i)
              .encoding(e -> e)
              .decision(d -> d.rule(((RewardSpec) spec.decision().rule()).toBuilder().build()));
      spec.features().forEach(layer -> copy.feature(layer.name(), f -> f.stdp(s -> s)));

      assertThat(copy.build()).isEqualTo(spec);
    }
  }

  @Test
  void whatIsBuiltIsCheckedAsAWhole() {
    NetworkSpec.Builder wide = MOZAFARI.toBuilder().name("wide").feature("S2", f -> f.maps(4000));

    assertThatThrownBy(wide::build)
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("network spec wide: the network has 21,084,500 weights in all");
    assertThat(wide.build(NetworkLimit.NONE).features().get(1).maps()).isEqualTo(4000);
    assertThat(problems(MOZAFARI.toBuilder().input((InputSpec) null).encoding(e -> e.steps(0))))
        .containsExactly("input is missing", "encoding.steps is 0, must be 1 to 127");
  }

  @Test
  void aLayerThatIsNotThereCannotBeChanged() {
    assertThatThrownBy(() -> MOZAFARI.toBuilder().feature("S9", f -> f.maps(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the feature layers are [S1, S2], not S9");
  }
}
