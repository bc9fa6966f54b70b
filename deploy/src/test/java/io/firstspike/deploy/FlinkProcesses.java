package io.firstspike.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Flink cluster of processes that are started as an image's containers are, with the image's
 * class path: Flink's own jars. They end when this JVM does, in whatever way.
 */
final class FlinkProcesses implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String LOOPBACK = "127.0.0.1";
  private static final Pattern SUBMITTED = Pattern.compile("submitted with JobID ([0-9a-f]{32})");

  /** Runs a program in the background and kills it when the standard input ends. */
  private static final String UNTIL_INPUT_ENDS = "\"$@\" & cat > /dev/null; kill -9 $!";

  private final Image image;
  private final Path folder;
  private final Map<String, String> settings = new TreeMap<>();
  private final Map<String, Process> running = new LinkedHashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  /**
   * Makes a cluster without processes.
   *
   * @param folder for checkpoints, logs and temporary files
   * @param special settings of Flink's for this cluster alone
   */
  FlinkProcesses(Image image, Path folder, Map<String, String> special) throws IOException {
    this.image = image;
    this.folder = Files.createDirectories(folder.resolve("flink")).toRealPath();
    List<Integer> ports = freePorts(3);
    settings.put("jobmanager.rpc.address", LOOPBACK);
    settings.put("jobmanager.rpc.port", Integer.toString(ports.get(0)));
    settings.put("jobmanager.bind-host", LOOPBACK);
    settings.put("rest.address", LOOPBACK);
    settings.put("rest.bind-address", LOOPBACK);
    settings.put("rest.port", Integer.toString(ports.get(1)));
    settings.put("rest.bind-port", Integer.toString(ports.get(1)));
    settings.put("blob.server.port", Integer.toString(ports.get(2)));
    settings.put("taskmanager.host", LOOPBACK);
    settings.put("taskmanager.bind-host", LOOPBACK);
    settings.put("metrics.reporter.prom.port", "20000-60000");
    settings.put("execution.checkpointing.dir", uri("checkpoints"));
    settings.put("execution.checkpointing.savepoint-dir", uri("savepoints"));
    settings.put("io.tmp.dirs", Files.createDirectories(this.folder.resolve("tmp")).toString());
    settings.putAll(special);
  }

  private String uri(String name) {
    return folder.resolve(name).toUri().toString();
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> open = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        open.add(new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK)));
      }
      return open.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : open) {
        socket.close();
      }
    }
  }

  /** Starts a job manager and {@code taskManagers} task managers, and waits until they work. */
  void start(int taskManagers) {
    process("jobmanager", "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
    for (int i = 1; i <= taskManagers; i++) {
      startTaskManager("taskmanager-" + i);
    }
    awaitTaskManagers(taskManagers);
  }

  void startTaskManager(String name) {
    process(name, "org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
  }

  void awaitTaskManagers(int count) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> get("/taskmanagers").get("taskmanagers").size() == count);
  }

  /** Ends a process as {@code kill -9} does. */
  void kill(String name) {
    Process process = running.remove(name);
    try {
      process.getOutputStream().close();
      process.waitFor();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void process(String name, String mainClass) {
    List<String> arguments = new ArrayList<>(List.of(mainClass));
    arguments.addAll(List.of("--configDir", image.path("/opt/flink/conf").toString()));
    settings.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
    List<String> command = new ArrayList<>(List.of("sh", "-c", UNTIL_INPUT_ENDS, name));
    command.addAll(image.command(arguments));
    running.put(name, launch(name, command));
  }

  private Process launch(String name, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().remove("CLASSPATH");
    builder.environment().put("FLINK_CONF_DIR", image.path("/opt/flink/conf").toString());
    builder
        .environment()
        .put("JDK_JAVA_OPTIONS", "-Xmx512m -XX:+UseSerialGC -Djava.io.tmpdir=" + folder);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Has {@code flink run} submit the job jar, detached.
   *
   * @param client options of {@code flink run}
   * @param job the job's own arguments
   * @return the number of the job
   */
  String submit(List<String> client, List<String> job) {
    String output = flinkRun(client, job);
    Matcher submitted = SUBMITTED.matcher(output);
    assertThat(submitted.find()).as(output).isTrue();
    return submitted.group(1);
  }

  /** What {@code flink run} says. */
  String flinkRun(List<String> client, List<String> job) {
    List<String> arguments = new ArrayList<>(List.of("org.apache.flink.client.cli.CliFrontend"));
    arguments.addAll(List.of("run", "-d", "-m", LOOPBACK + ":" + settings.get("rest.port")));
    arguments.addAll(client);
    arguments.add(image.path("/opt/flink/usrlib/firstspike-job.jar").toString());
    arguments.addAll(job);
    return client(arguments);
  }

  /** The address of the REST interface as settings of a client. */
  List<String> restSettings() {
    return List.of("-Drest.address=" + LOOPBACK, "-Drest.port=" + settings.get("rest.port"));
  }

  /** What a container with these arguments says until it ends. */
  String client(List<String> arguments) {
    String name = "client-" + System.nanoTime();
    try {
      launch(name, image.command(arguments)).waitFor();
      return Files.readString(folder.resolve(name + ".log"));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends a job with a savepoint; returns its address. */
  String stop(String job) {
    String request =
        send("/jobs/" + job + "/stop", "{\"drain\": false}").get("request-id").asText();
    JsonNode done =
        await()
            .atMost(PATIENCE)
            .until(
                () -> get("/jobs/" + job + "/savepoints/" + request),
                answer -> answer.at("/status/id").asText().equals("COMPLETED"));
    assertThat(done.at("/operation/location").isMissingNode()).as(done.toString()).isFalse();
    await().atMost(PATIENCE).until(() -> state(job).equals("FINISHED"));
    return done.at("/operation/location").asText();
  }

  void cancel(String job) {
    request(
        HttpRequest.newBuilder(address("/jobs/" + job))
            .method("PATCH", BodyPublishers.noBody())
            .build());
    await().atMost(PATIENCE).until(() -> state(job).equals("CANCELED"));
  }

  String state(String job) {
    return get("/jobs/" + job).get("state").asText();
  }

  /** The largest number of slots that an operator of a job has, of those that run. */
  int parallelism(String job) {
    int most = 0;
    for (JsonNode vertex : get("/jobs/" + job).get("vertices")) {
      most = Math.max(most, vertex.at("/tasks/RUNNING").asInt());
    }
    return most;
  }

  JsonNode get(String path) {
    return request(HttpRequest.newBuilder(address(path)).build());
  }

  private JsonNode send(String path, String body) {
    return request(
        HttpRequest.newBuilder(address(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private URI address(String path) {
    return URI.create("http://" + LOOPBACK + ":" + settings.get("rest.port") + path);
  }

  private JsonNode request(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode() / 100).as(response.body()).isEqualTo(2);
      return json.readTree(response.body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(request + " failed; see the logs in " + folder, e);
    }
  }

  @Override
  public void close() {
    List.copyOf(running.keySet()).forEach(this::kill);
  }
}
