package io.firstspike.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Prediction;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ExamplesTest {

  @Test
  void a_network_is_trained_kept_and_used(@TempDir Path folder) {
    Path file = folder.resolve("digits.fspk");
    TrainAndClassify.train(file);

    assertThat(TrainAndClassify.classify(file)).isGreaterThan(0.9);
  }

  @Test
  void late_labels_teach_as_well() {
    assertThat(DelayedLabels.run(100)).isGreaterThan(0.85);
    assertThat(DelayedLabels.run(0)).isGreaterThan(0.85);
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void tensors_go_through_the_operators_and_come_back() throws Exception {
    double right = TensorStream.run("cpu");

    assertThat(right).isGreaterThan(0.9);
    assertThat(TensorStream.run("nd4j")).isEqualTo(right);
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void the_job_runs_in_a_program_of_ones_own() throws Exception {
    List<Prediction> predictions = JobInYourProgram.run(1000);

    assertThat(predictions).hasSize(1000).doesNotHaveDuplicates();
    assertThat(predictions.get(999).phase()).isEqualTo(Prediction.DECISION);
    assertThat(predictions.get(999).label()).isPresent();
  }
}
