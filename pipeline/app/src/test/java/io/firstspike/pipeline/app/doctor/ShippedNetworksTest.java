package io.firstspike.pipeline.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.dataset.RecordingFolder;
import io.firstspike.connectors.dataset.WindowDataset;
import io.firstspike.engine.diagnosis.Diagnosis;
import io.firstspike.engine.diagnosis.Effort;
import io.firstspike.engine.diagnosis.Examination;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.testkit.ShippedNetworks;
import io.firstspike.testkit.SmallNmnist;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing is wrong with the networks that come with the program. */
@Tag("slow")
class ShippedNetworksTest {

  private static final Effort SMALL = new Effort(100, 300, 400, 500);

  /** Its cups and dogs do not come with the program. */
  private static final List<String> WITHOUT_PICTURES = List.of("mozafari-2018");

  @TempDir private Path folder;

  static List<String> networks() {
    return ShippedNetworks.SHIPPED.stream()
        .filter(name -> !WITHOUT_PICTURES.contains(name))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void nothingIsWrong(String name) throws IOException {
    NetworkSpec spec = NetworkSpec.load(name);
    Examination seen = Examination.ofTrial(spec, 1, data(spec), SMALL);
    assertThat(Diagnosis.of(seen).findings()).isEmpty();
  }

  private LabelledStimuli data(NetworkSpec spec) throws IOException {
    return spec.input().events() == null
        ? MnistSample.train().shuffled(1)
        : WindowDataset.of(
            RecordingFolder.read(SmallNmnist.folder(folder), "train").shuffled(1), spec);
  }
}
