package io.firstspike.bench.event;

import io.firstspike.connectors.event.EventDecoder;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that times the decoding of event camera recordings on one core. */
@Command(
    name = "events",
    description = {
      "Time the decoding of recordings of event cameras on one core, into arrays of times, places and"
          + " polarities, beside the memory's bandwidth; then the learning job that takes events from"
          + " a topic. Two minutes."
    })
public final class EventSpeed implements Callable<Integer> {

  private static final Map<EventFormat, String> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put(EventFormat.EVT3, "evt3PerSecond");
    KEYS.put(EventFormat.EVT2, "evt2PerSecond");
    KEYS.put(EventFormat.AEDAT4, "aedat4PerSecond");
    KEYS.put(EventFormat.AER40, "aerPerSecond");
    KEYS.put(EventFormat.EVT21, "evt21PerSecond");
    KEYS.put(EventFormat.AEDAT3, "aedat3PerSecond");
    KEYS.put(EventFormat.AEDAT2, "aedat2PerSecond");
    KEYS.put(EventFormat.DAT, "datPerSecond");
    KEYS.put(EventFormat.CSV, "csvPerSecond");
  }

  @Spec private CommandSpec command;

  @Option(
      names = "--recording",
      paramLabel = "FILE",
      description =
          "Decode this recording for its format, instead of one that is made; may be given several"
              + " times.")
  private List<Path> recordings = List.of();

  @Mixin private ReportOption reportFile;

  @Override
  public Integer call() throws Exception {
    reportFile.check();
    Map<EventFormat, byte[]> given = given();
    PrintWriter out = command.commandLine().getOut();
    Report report = Report.of("bench events", NetworkSpec.load("firstspike-2026"), 1);
    Table table = Table.empty().row("format", "events/s", "bytes/s", "recording");
    for (Map.Entry<EventFormat, String> row : KEYS.entrySet()) {
      EventFormat format = row.getKey();
      boolean made = !given.containsKey(format);
      byte[] bytes = made ? MadeRecording.of(format) : given.get(format);
      DecodingRate rate = DecodingRate.of(format, bytes);
      table =
          table.row(
              format.toString(),
              mega(rate.perSecond()),
              mega(rate.bytesPerSecond()),
              (made ? "made, " : "given, ") + rate.events() + " events");
      report =
          report
              .with(row.getValue(), rate.perSecond())
              .with(row.getValue().replace("PerSecond", "Recording"), made ? "made" : "given");
    }
    double bandwidth = MemoryBandwidth.bytesPerSecond();
    out.println(table.row("memory", "", mega(bandwidth), "copied"));
    out.flush();
    StreamRate stream = stream(given);
    out.printf(
        Locale.ROOT,
        "from the topic to decisions, with learning: %s events/s, %.1f windows/s%n",
        mega(stream.perSecond()),
        stream.windowsPerSecond());
    out.flush();
    report =
        report
            .with("streamEventsPerSecond", stream.perSecond())
            .with("streamWindowsPerSecond", stream.windowsPerSecond());
    reportFile.write(report.with("memoryBytesPerSecond", bandwidth));
    return ExitCode.OK;
  }

  /** The rate of the job, of the recording of EVT 2 that is given, or else one that is made. */
  private static StreamRate stream(Map<EventFormat, byte[]> given) throws Exception {
    EventFormat format = EventFormat.EVT2;
    byte[] bytes = given.containsKey(format) ? given.get(format) : MadeRecording.of(format);
    EventDecoder decoder = format.decoder(events -> {}, EventLimits.DEFAULT);
    decoder.decode(bytes, 0, bytes.length);
    SensorSize sensor = decoder.sensor().orElse(MadeRecording.SENSOR);
    return StreamRate.of(format, bytes, decoder.tally().events(), sensor);
  }

  private Map<EventFormat, byte[]> given() throws IOException {
    Map<EventFormat, byte[]> given = new EnumMap<>(EventFormat.class);
    for (Path file : recordings) {
      if (!Files.isRegularFile(file)) {
        throw new InputException("--recording " + file + ": there is no such file");
      }
      byte[] bytes = Files.readAllBytes(file);
      EventFormat format =
          EventFormat.recognise(bytes, String.valueOf(file.getFileName()))
              .orElseThrow(() -> new InputException("--recording " + file + ": unknown format"));
      given.put(format, bytes);
    }
    return given;
  }

  private static String mega(double perSecond) {
    return String.format(Locale.ROOT, "%,.0f M", perSecond / 1e6);
  }
}
