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

  @Test
  void a_flink_ml_pipeline_is_trained_saved_and_used(@TempDir Path folder) throws Exception {
    FlinkMlPipeline.train(folder);

    assertThat(FlinkMlPipeline.test(folder)).isGreaterThan(0.9);
    assertThat(TrainAndClassify.classify(FlinkMlPipeline.network(folder))).isGreaterThan(0.9);
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void each_camera_has_a_model_of_its_own() throws Exception {
    assertThat(SeveralCameras.run(2000))
        .containsOnlyKeys("day", "night")
        .allSatisfy((camera, accuracy) -> assertThat(accuracy).isBetween(0.5, 1.0));
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void two_rules_learn_from_one_stream() throws Exception {
    var accuracies = TwoRules.run(2000);

    assertThat(accuracies).containsOnlyKeys("delta", "margin");
    assertThat(accuracies).allSatisfy((rule, one) -> assertThat(one).isBetween(0.5, 1.0));
    assertThat(accuracies.get("delta")).isNotEqualTo(accuracies.get("margin"));
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void a_flow_in_a_job_of_ones_own_raises_an_alarm(@TempDir Path folder) throws Exception {
    assertThat(AlarmJob.run(folder.resolve("alarms.txt")))
        .isNotEmpty()
        .last()
        .asString()
        .contains("is fault number 5 in a row, says firstspike-2026-quick@");
  }
}
