package io.firstspike.deploy;

import static org.awaitility.Awaitility.await;

import io.firstspike.testkit.TestBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The learning job under Flink's adaptive scheduler, which fits a job to the slots that are left.
 */
@Tag("cluster")
class AdaptiveSchedulerTest {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "jobmanager.scheduler", "adaptive",
          "jobmanager.adaptive-scheduler.resource-stabilization-timeout", "1 s",
          "jobmanager.adaptive-scheduler.scaling-interval.min", "1 s");

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void learnsTheSameWithHalfOfItsSlotsGoneAndBack() throws Exception {
    DigitStream digits = new DigitStream(BROKER.clientProperties(), "adaptive", "a", "b", "c");
    Image image = Image.unpack("firstspike-image", folder);
    try (FlinkProcesses flink = new FlinkProcesses(image, folder, SETTINGS)) {
      flink.start(2);
      String job = flink.submit(List.of(), digits.learningJob(4));
      awaitSlots(flink, job, 4);
      digits.send(200);
      flink.kill("taskmanager-1");
      awaitSlots(flink, job, 2);
      digits.send(200);
      flink.startTaskManager("taskmanager-3");
      awaitSlots(flink, job, 4);
      digits.send(200);
      digits.requireWeightsOfThePlainLoop();
    }
  }

  private static void awaitSlots(FlinkProcesses flink, String job, int slots) {
    await().atMost(FlinkProcesses.PATIENCE).until(() -> flink.parallelism(job) == slots);
  }
}
