package io.firstspike.pipeline.app.cli;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.Backends;
import io.firstspike.pipeline.app.console.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what can execute networks on this machine. */
@Command(
    name = "backends",
    description =
        "List the backends, which execute networks, with the devices of this machine that they can"
            + " use, or what is missing. Another command takes one by --backend NAME.")
final class ListBackends implements Runnable {

  @Spec private CommandSpec command;

  @Option(names = "--json", description = "Print one JSON object for each backend instead.")
  private boolean json;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    for (Backend backend : Backends.all()) {
      if (json) {
        out.println(Json.line(fields(backend)));
      } else {
        lines(backend).forEach(out::println);
      }
    }
  }

  private static Map<String, Object> fields(Backend backend) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", backend.name());
    fields.put("usable", backend.obstacle().isEmpty());
    backend.obstacle().ifPresent(why -> fields.put("missing", why));
    fields.put("devices", backend.devices());
    fields.put("batchFrames", backend.batchSize());
    return fields;
  }

  private static List<String> lines(Backend backend) {
    List<String> lines = new ArrayList<>();
    String batches =
        backend.batchSize() > 1 ? ", batches of " + backend.batchSize() + " frames" : "";
    lines.add(
        backend.name()
            + ": "
            + backend.obstacle().map(why -> "cannot be used: " + why).orElse("ready" + batches));
    backend.devices().forEach(device -> lines.add("  " + device));
    return lines;
  }
}
