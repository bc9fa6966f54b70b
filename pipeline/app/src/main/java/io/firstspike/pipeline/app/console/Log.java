package io.firstspike.pipeline.app.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Chooses the file for a command's warnings: one per command, readable only by the user, in {@code
 * $XDG_STATE_HOME/firstspike}; {@code FIRSTSPIKE_LOG} names another. The file is made with the
 * first warning.
 */
public final class Log {

  /**
   * The system property with the log file. If it is set already, as for a cluster's processes,
   * nothing is chosen.
   */
  private static final String FILE = "firstspike.log";

  private static final String LEVEL = "firstspike.log.level";
  private static final String PERMISSIONS = "firstspike.log.permissions";
  private static final String CONFIGURATION = "log4j2.configurationFile";
  private static final String RESOURCES = "io/firstspike/pipeline/app/console/";
  private static final Set<PosixFilePermission> PRIVATE_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final String PRIVATE_FILE = "rw-------";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final Pattern NAME =
      Pattern.compile("[a-z-]+-\\d{8}-\\d{6}-(\\d+)\\.log(\\.\\d+)?");

  /** The number of logs of earlier commands that are kept. */
  private static final int KEPT = 30;

  private Log() {}

  /** Chooses the log file of this process; to be called before anything is logged. */
  public static void open(PrintWriter err, Map<String, String> environment, String... args) {
    if (System.getProperty(FILE) != null || System.getProperty(CONFIGURATION) != null) {
      return;
    }
    String chosen = environment.getOrDefault("FIRSTSPIKE_LOG", "");
    System.setProperty(CONFIGURATION, RESOURCES + "log4j2.properties");
    try {
      if (chosen.isEmpty()) {
        Path folder = privateFolder(environment);
        prune(folder, KEPT);
        System.setProperty(FILE, folder.resolve(name(args)).toString());
        System.setProperty(PERMISSIONS, PRIVATE_FILE);
      } else {
        use(Path.of(chosen));
      }
    } catch (IOException | UnsupportedOperationException e) {
      System.setProperty(FILE, "none");
      System.setProperty(LEVEL, "off");
      System.setProperty(PERMISSIONS, PRIVATE_FILE);
      err.println("no log is kept: " + e.getMessage() + " (FIRSTSPIKE_LOG=FILE names a place)");
    }
  }

  /**
   * Uses a file that the user has named: an existing file keeps its permissions, and a device is
   * not rotated.
   */
  private static void use(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    boolean exists = Files.exists(file);
    if (Files.isDirectory(file) || !Files.isWritable(exists ? file : folder)) {
      throw new IOException("FIRSTSPIKE_LOG " + file + " cannot be written");
    }
    System.setProperty(FILE, file.toString());
    System.setProperty(PERMISSIONS, PRIVATE_FILE);
    if (exists && !Files.isRegularFile(file)) {
      System.setProperty(CONFIGURATION, RESOURCES + "log4j2-device.properties");
    } else if (exists) {
      System.setProperty(
          PERMISSIONS, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

  /** The folder for logs, accessible only by the user; made if necessary. */
  public static Path privateFolder(Map<String, String> environment) throws IOException {
    Path state = Path.of(environment.getOrDefault("XDG_STATE_HOME", ""));
    if (!state.isAbsolute()) {
      // The default in the XDG specification.
      state = Path.of(System.getProperty("user.home"), ".local", "state");
    }
    Path folder = state.resolve("firstspike");
    try {
      Files.createDirectories(state);
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE_FOLDER));
      }
    } catch (IOException e) {
      throw new IOException("the folder " + folder + " cannot be made", e);
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !isOurs(folder)) {
      throw new IOException(folder + " is no folder of this user alone");
    }
    if (!Files.isWritable(folder)) {
      throw new IOException("the folder " + folder + " cannot be written into");
    }
    return folder;
  }

  private static boolean isOurs(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, "owner", ".tmp");
    try {
      return Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(probe))
          && PRIVATE_FOLDER.containsAll(
              Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS));
    } finally {
      Files.delete(probe);
    }
  }

  private static String name(String... args) {
    String command =
        Stream.of(args)
            .takeWhile(arg -> arg.matches("[a-z-]+") && !arg.startsWith("-"))
            .limit(2)
            .reduce((a, b) -> a + "-" + b)
            .orElse("firstspike");
    return command.toLowerCase(Locale.ROOT)
        + "-"
        + TIME.format(LocalDateTime.now())
        + "-"
        + ProcessHandle.current().pid()
        + ".log";
  }

  /** Deletes the oldest logs of ended commands, so that {@code kept} remain. */
  public static void prune(Path folder, int kept) throws IOException {
    List<Path> logs;
    try (Stream<Path> files = Files.list(folder)) {
      logs =
          files
              .filter(file -> hasEnded(file.getFileName().toString()))
              .sorted(Comparator.comparing((Path file) -> file.toFile().lastModified()).reversed())
              .skip(kept)
              .toList();
    }
    for (Path log : logs) {
      Files.deleteIfExists(log);
    }
  }

  private static boolean hasEnded(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
  }

  /** A hint to the log file for more on a failure; empty if nothing was logged. */
  public static String hint() {
    String file = System.getProperty(FILE, "");
    return !file.isEmpty() && Files.isRegularFile(Path.of(file)) ? "; more in " + file : "";
  }
}
