package io.firstspike.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.firstspike.engine.model.Provenance;
import io.firstspike.pipeline.app.cluster.ClusterPlan;
import io.firstspike.pipeline.app.cluster.ProcessCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.MemorySize;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** compose.yaml beside the image, the program's own cluster of processes, and the job's options. */
class ComposeTest {

  private static final Path SETTINGS = Path.of("image", "opt", "flink", "conf", "config.yaml");

  /** The default plan of {@code ./firstspike cluster start}, on free ports. */
  private static final ClusterPlan PLAN = new ClusterPlan(0, 4, 0, 0, 2, 2, 1024, Map.of());

  /** Settings that say where something is, which differs between processes and containers. */
  private static final Set<String> PLACES =
      Set.of(
          "jobmanager.rpc.address",
          "jobmanager.rpc.port",
          "jobmanager.bind-host",
          "rest.address",
          "rest.bind-address",
          "rest.port",
          "rest.bind-port",
          "blob.server.port",
          "taskmanager.host",
          "taskmanager.bind-host",
          "execution.checkpointing.dir",
          "execution.checkpointing.savepoint-dir",
          "io.tmp.dirs");

  @Test
  void flinkHasTheSettingsOfTheProgramsOwnCluster(@TempDir Path folder) throws Exception {
    ProcessCluster.create(folder, PLAN);
    Map<String, String> cluster = settings(folder.resolve("flink").resolve("config.yaml"));
    Map<String, String> image = settings(SETTINGS);
    cluster.keySet().removeAll(PLACES);
    image.keySet().removeAll(PLACES);
    image.keySet().removeIf(name -> name.startsWith("metrics.reporter.prom."));
    assertThat(image).isEqualTo(cluster);
  }

  private static List<String> names(JsonNode tree) {
    List<String> names = new ArrayList<>();
    tree.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Map<String, String> settings(Path file) throws IOException {
    Map<String, String> settings = new HashMap<>();
    Manifests.read(file)
        .get(0)
        .fields()
        .forEachRemaining(field -> settings.put(field.getKey(), field.getValue().asText()));
    return settings;
  }

  @Test
  void flinksSettingsAreSettingsOfFlink() throws Exception {
    assertThat(FlinkSettings.unknown(Manifests.read(SETTINGS).get(0))).isEmpty();
  }

  @Test
  void taskManagersAreAsManyAndAsLargeAsThoseOfTheProgramsOwnCluster() throws Exception {
    JsonNode taskManager = Compose.service("taskmanager");
    assertThat(taskManager.at("/deploy/replicas").asInt()).isEqualTo(PLAN.taskManagers());
    Map<String, String> settings = settings(SETTINGS);
    MemorySize heap =
        MemorySize.parse(settings.get("taskmanager.memory.framework.heap.size"))
            .add(MemorySize.parse(settings.get("taskmanager.memory.task.heap.size")));
    assertThat(taskManager.at("/environment/JDK_JAVA_OPTIONS").asText())
        .contains("-Xmx" + heap.getMebiBytes() + "m");
    assertThat(heap.getMebiBytes()).isEqualTo(PLAN.heapMegabytes());
  }

  @Test
  void theJobHasTheArgumentsGivenAndASlotForEachPartOfIt() throws Exception {
    List<String> command = Compose.command("job");
    String jar = "/opt/flink/usrlib/firstspike-job.jar";
    JobArguments arguments =
        JobArguments.ofLearning(command.subList(command.indexOf(jar) + 1, command.size()));
    assertThat(arguments.value("--parallelism"))
        .isEqualTo(Integer.toString(PLAN.taskManagers() * PLAN.slots()));
    assertThat(arguments.value("--partitions")).isEqualTo(Integer.toString(PLAN.partitions()));
  }

  @Test
  void imagesAreOfTheVersionsThatTheProgramIsBuiltWith() throws Exception {
    for (String flink : List.of("jobmanager", "taskmanager", "job", "ui")) {
      assertThat(Compose.defaults(Compose.service(flink).get("image").asText()))
          .isEqualTo(Provenance.SOFTWARE.replace("FirstSpike ", "firstspike:"));
    }
    assertThat(Compose.service("broker").get("image").asText())
        .isEqualTo("apache/kafka:" + AppInfoParser.getVersion());
  }

  @Test
  void containersMayDoNothingBeyondTheirWork() throws Exception {
    Compose.services()
        .fields()
        .forEachRemaining(
            service -> {
              JsonNode one = service.getValue();
              assertThat(Manifests.words(one.get("cap_drop"))).containsExactly("ALL");
              assertThat(Manifests.words(one.get("security_opt")))
                  .containsExactly("no-new-privileges:true");
              boolean writes = service.getKey().equals("broker");
              assertThat(one.get("read_only").asBoolean()).isEqualTo(!writes);
              assertThat(Manifests.words(one.path("ports")))
                  .allMatch(port -> port.startsWith("127.0.0.1:"));
            });
  }

  @Test
  void filesThatAreMountedAreThere() throws Exception {
    Compose.services()
        .forEach(
            service ->
                Manifests.words(service.path("volumes")).stream()
                    .filter(volume -> volume.startsWith("./"))
                    .forEach(volume -> assertThat(Path.of(volume.split(":")[0])).exists()));
  }

  @Test
  void prometheusAsksFlinksServicesWhereTheyAnswer() throws Exception {
    Path file = Path.of("monitoring", "prometheus.yml");
    JsonNode flink = Manifests.read(file).get(0).at("/scrape_configs/0/dns_sd_configs/0");
    assertThat(Manifests.words(flink.get("names")))
        .containsExactlyInAnyOrder("jobmanager", "taskmanager")
        .isSubsetOf(names(Compose.services()));
    assertThat(flink.get("port").asText())
        .isEqualTo(settings(SETTINGS).get("metrics.reporter.prom.port"));
  }

  @Test
  void dockerComposeTakesTheFile() throws Exception {
    Process compose;
    try {
      compose =
          new ProcessBuilder("docker-compose", "--file", "compose.yaml", "config")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "docker-compose is not installed");
      throw e;
    }
    String out = new String(compose.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(compose.waitFor()).as(out).isZero();
  }
}
