package io.firstspike.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.Provenance;
import io.strimzi.api.kafka.model.topic.KafkaTopicSpec;
import io.strimzi.api.kafka.model.user.KafkaUserSpec;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests for Kubernetes beside the definitions of their resources and the program. */
class KubernetesTest {

  private static final Path FOLDER = Path.of("kubernetes");
  private static final String DEFINITION =
      "META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";
  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "Namespace", Namespace.class,
          "ServiceAccount", ServiceAccount.class,
          "Role", Role.class,
          "RoleBinding", RoleBinding.class,
          "ConfigMap", ConfigMap.class,
          "NetworkPolicy", NetworkPolicy.class);
  private static final Map<String, Class<?>> STRIMZI =
      Map.of("KafkaTopic", KafkaTopicSpec.class, "KafkaUser", KafkaUserSpec.class);

  @Test
  void resourcesHaveNoFieldsThatTheirDefinitionsLack() throws Exception {
    for (JsonNode resource : base()) {
      requireDefined(resource);
    }
  }

  private static void requireDefined(JsonNode resource) throws Exception {
    String kind = resource.get("kind").asText();
    StrictFields.read(resource.get("metadata"), ObjectMeta.class);
    if (kind.equals("FlinkDeployment")) {
      assertThat(ResourceSchema.of(DEFINITION).mistakes(resource)).isEmpty();
    } else if (STRIMZI.containsKey(kind)) {
      StrictFields.read(resource.get("spec"), STRIMZI.get(kind));
    } else {
      assertThat(KINDS).containsKey(kind);
      StrictFields.read(resource, KINDS.get(kind));
    }
  }

  /** Kubernetes would drop such fields and say nothing. */
  @Test
  void misspeltFieldsAreFound() throws Exception {
    ObjectNode job = learning();
    job.withObject("/spec/job").put("upgradMode", "savepoint");
    job.withObject("/spec/taskManager/resource").put("cpu", "two");
    job.withObject("/spec/job").put("upgradeMode", "savepont");
    job.withObject("/spec/podTemplate/spec/securityContext").put("runAsNonRot", true);
    job.put("spek", 1);
    assertThat(ResourceSchema.of(DEFINITION).mistakes(job))
        .hasSize(5)
        .anyMatch(mistake -> mistake.equals("/spec/job/upgradMode is unknown"))
        .anyMatch(mistake -> mistake.startsWith("/spec/job/upgradeMode must be one of"))
        .anyMatch(mistake -> mistake.equals("/spec/taskManager/resource/cpu must be a number"))
        .anyMatch(mistake -> mistake.endsWith("/securityContext/runAsNonRot is unknown"))
        .anyMatch(mistake -> mistake.equals("/spek is unknown"));

    ObjectNode topic = base("KafkaTopic").get(0).deepCopy();
    topic.withObject("/spec").put("partitons", 3);
    assertThatThrownBy(() -> requireDefined(topic)).hasMessageContaining("partitons");
    ObjectNode policy = base("NetworkPolicy").get(0).deepCopy();
    policy.withObject("/spec").withArray("ingress").addObject().put("form", 1);
    assertThatThrownBy(() -> requireDefined(policy)).hasMessageContaining("form");
  }

  @Test
  void theJobHasTheArgumentsGivenAndASlotForEachPartOfIt() throws Exception {
    JsonNode job = learning().at("/spec/job");
    JobArguments arguments = JobArguments.ofLearning(Manifests.words(job.get("args")));
    assertThat(arguments.value("--parallelism")).isEqualTo(job.get("parallelism").asText());
    assertThat(Class.forName(job.get("entryClass").asText())).hasDeclaredMethods("main");
    assertThat(learning().at("/spec/image").asText())
        .isEqualTo(Provenance.SOFTWARE.replace("FirstSpike ", "firstspike-flink:"));
    assertThat(learning().at("/spec/podTemplate/spec/initContainers/0/image"))
        .isEqualTo(learning().at("/spec/image"));
  }

  @Test
  void theManifestIsForTheVersionOfFlinkThatTheJobIsBuiltWith() throws Exception {
    String flink = EnvironmentInformation.getVersion();
    String minor = flink.replaceFirst("\\.[0-9]+$", "");
    assertThat(learning().at("/spec/flinkVersion").asText())
        .isEqualTo("v" + minor.replace('.', '_'));
    assertThat(learning().at("/spec/podTemplate/spec/initContainers/0/command").toString())
        .contains("/flink-s3-fs-hadoop-" + flink + ".jar");
  }

  @Test
  void flinksSettingsAreSettingsOfFlink() throws Exception {
    assertThat(FlinkSettings.unknown(learning().at("/spec/flinkConfiguration"))).isEmpty();
  }

  /** Pods of the namespace are held to Kubernetes' profile "restricted". */
  @Test
  void containersMayDoNothingBeyondTheirWork() throws Exception {
    JsonNode pod = learning().at("/spec/podTemplate/spec");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(9999);
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    List<JsonNode> containers = new ArrayList<>();
    pod.get("containers").forEach(containers::add);
    pod.get("initContainers").forEach(containers::add);
    assertThat(containers)
        .hasSize(2)
        .allSatisfy(
            container -> {
              JsonNode security = container.get("securityContext");
              assertThat(security.get("readOnlyRootFilesystem").asBoolean()).isTrue();
              assertThat(security.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
              assertThat(Manifests.words(security.at("/capabilities/drop"))).contains("ALL");
            });
    List<String> volumes = pod.get("volumes").findValuesAsText("name");
    assertThat(pod.at("/containers/0/volumeMounts").findValuesAsText("name"))
        .isSubsetOf(volumes)
        .contains("tmp", "log", "plugins");
  }

  @Test
  void topicsAreThoseThatTheProgramWouldMake() throws Exception {
    Map<String, Map<String, String>> made = new TreeMap<>();
    for (TopicNames names : List.of(TopicNames.DEFAULT, TopicNames.EVENTS)) {
      for (NewTopic topic : Topics.definitions(names, 1)) {
        made.put(topic.name(), topic.configs());
      }
    }
    Map<String, Map<String, String>> written = new TreeMap<>();
    for (JsonNode topic : base("KafkaTopic")) {
      Map<String, String> config = new HashMap<>();
      topic
          .at("/spec/config")
          .fields()
          .forEachRemaining(field -> config.put(field.getKey(), field.getValue().asText()));
      assertThat(config.remove("min.insync.replicas")).isEqualTo("2");
      written.put(topic.at("/metadata/name").asText(), config);
    }
    assertThat(written).isEqualTo(made);
  }

  /** What the pod mounts at the paths that the settings name. */
  @Test
  void kafkasSettingsReferToSecretsThatAreMounted(@TempDir Path root) throws Exception {
    Files.createDirectories(root.resolve("kafka-user"));
    Files.writeString(root.resolve("kafka-user/sasl.jaas.config"), "a login");
    String file = base("ConfigMap").get(0).at("/data/client.properties").asText();
    Properties client = new Properties();
    client.load(new StringReader(file.replace("/etc/firstspike", root.toString())));
    client.setProperty("bootstrap.servers", "localhost:9092");
    assertThat(new AdminClientConfig(client).getPassword("sasl.jaas.config"))
        .isEqualTo(new Password("a login"));
    assertThat(learning().at("/spec/podTemplate/spec/containers/0/volumeMounts").toString())
        .contains("\"/etc/firstspike/kafka-user\"", "\"/etc/firstspike/kafka-ca\"");
    assertThat(file).contains("location=/etc/firstspike/kafka-ca/ca.crt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void overlaysChangeWhatTheyNameAndNoMore(String overlay) throws Exception {
    String all = kustomized(overlay);
    List<JsonNode> resources = Manifests.parse(all);
    for (JsonNode resource : resources) {
      requireDefined(resource);
    }
    assertThat(resources).hasSameSizeAs(base());
    JsonNode learning = deployment(resources);
    JsonNode job = learning.at("/spec/job");
    JobArguments arguments = JobArguments.ofLearning(Manifests.words(job.get("args")));
    assertThat(arguments.value("--parallelism")).isEqualTo(job.get("parallelism").asText());
    assertThat(arguments.value("--backend")).isEqualTo(overlay.equals("gpu") ? "cuda" : "cpu");
    assertThat(FlinkSettings.unknown(learning.at("/spec/flinkConfiguration"))).isEmpty();
  }

  @Test
  void theServingJobIsTheLearningJobsClusterWithOtherArguments() throws Exception {
    List<JsonNode> resources = Manifests.parse(kustomized("serving"));
    for (JsonNode resource : resources) {
      requireDefined(resource);
    }
    JsonNode serving = deployment(resources);
    assertThat(serving.at("/metadata/name").asText()).isEqualTo("firstspike-serving");
    JobArguments arguments = JobArguments.ofServing(Manifests.words(serving.at("/spec/job/args")));
    assertThat(arguments.value("--parallelism"))
        .isEqualTo(serving.at("/spec/job/parallelism").asText());
    List<String> topics =
        resources.stream()
            .filter(one -> one.get("kind").asText().equals("KafkaTopic"))
            .map(one -> one.at("/metadata/name").asText())
            .toList();
    assertThat(topics).containsExactly(arguments.value("--predictions-topic"));
    assertThat(base("KafkaUser").get(0).at("/spec/authorization/acls").toString())
        .contains("\"name\":\"" + topics.get(0) + "\"");
  }

  private static JsonNode deployment(List<JsonNode> resources) {
    return resources.stream()
        .filter(one -> one.get("kind").asText().equals("FlinkDeployment"))
        .findFirst()
        .orElseThrow();
  }

  private static String kustomized(String overlay) throws Exception {
    Process kubectl;
    try {
      kubectl =
          new ProcessBuilder(
                  "kubectl", "kustomize", FOLDER.resolve("overlays").resolve(overlay).toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "kubectl, which applies overlays, is not installed");
      throw e;
    }
    String out = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kubectl.waitFor()).isZero();
    return out;
  }

  private static ObjectNode learning() throws IOException {
    return (ObjectNode) base("FlinkDeployment").get(0);
  }

  private static List<JsonNode> base(String kind) throws IOException {
    return base().stream().filter(one -> one.get("kind").asText().equals(kind)).toList();
  }

  /** All resources of the base. */
  private static List<JsonNode> base() throws IOException {
    return resources(FOLDER.resolve("base"));
  }

  /** The resources in the files and folders that a kustomization names. */
  private static List<JsonNode> resources(Path folder) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    JsonNode names = Manifests.read(folder.resolve("kustomization.yaml")).get(0).get("resources");
    for (String name : Manifests.words(names)) {
      Path found = folder.resolve(name);
      all.addAll(Files.isDirectory(found) ? resources(found) : Manifests.read(found));
    }
    return all;
  }
}
