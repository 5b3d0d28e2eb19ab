package dev.convoy.spark.wire;

import java.util.List;
import org.apache.spark.SparkConf;

/**
 * Which of Spark's serializers carries vectors and blocks. Kryo is the faster one, but Spark's own
 * setup of it reflects on packages of the JDK that must be open to it. spark-submit sees to that
 * for executors and for drivers in client mode; a standalone master starts the driver of cluster
 * mode without. There Java's serializer does: the types write the same bytes with both.
 */
public final class Serializers {
  private static final String SERIALIZER = "spark.serializer";
  private static final String REGISTRATOR = "spark.kryo.registrator";
  private static final String REGISTRATION_REQUIRED = "spark.kryo.registrationRequired";

  private static final String KRYO = "org.apache.spark.serializer.KryoSerializer";
  private static final String JAVA = "org.apache.spark.serializer.JavaSerializer";

  /** Packages of java.base that Spark's setup of Kryo reflects on. */
  private static final List<String> PACKAGES = List.of("java.nio", "java.lang.invoke", "java.util");

  private Serializers() {}

  /**
   * Chooses a serializer if the user has not.
   *
   * @param kryoWorks whether Spark can set up Kryo in this JVM
   */
  public static void choose(SparkConf conf, boolean kryoWorks) {
    conf.setIfMissing(SERIALIZER, kryoWorks ? KRYO : JAVA);
    if (isKryo(conf) && !hasRegistrator(conf)) {
      String others = conf.get(REGISTRATOR, "");
      String ours = ConvoyKryoRegistrator.class.getName();
      conf.set(REGISTRATOR, others.isEmpty() ? ours : others + "," + ours);
      if (others.isEmpty()) {
        conf.setIfMissing(REGISTRATION_REQUIRED, "true");
      }
    }
  }

  /** Whether Spark can set up Kryo in this JVM. */
  public static boolean kryoWorks() {
    Module base = Object.class.getModule();
    Module own = Serializers.class.getModule();
    return PACKAGES.stream().allMatch(name -> base.isOpen(name, own));
  }

  /**
   * Refuses settings with which nothing could be sent.
   *
   * @param kryoWorks whether Spark can set up Kryo in this JVM
   * @throws IllegalArgumentException in one line with the setting to give
   */
  public static void require(SparkConf conf, boolean kryoWorks) {
    if (!isKryo(conf)) {
      return;
    }
    if (!hasRegistrator(conf)) {
      throw new IllegalArgumentException(
          "Spark's settings: "
              + SERIALIZER
              + "="
              + KRYO
              + " needs "
              + REGISTRATOR
              + "="
              + ConvoyKryoRegistrator.class.getName());
    }
    if (!kryoWorks) {
      throw new IllegalArgumentException(
          "Spark's settings: "
              + SERIALIZER
              + "="
              + KRYO
              + " needs a driver with --conf \"spark.driver.extraJavaOptions="
              + opened()
              + "\"; without "
              + SERIALIZER
              + " it works as it is");
    }
  }

  private static String opened() {
    return String.join(
        " ",
        PACKAGES.stream().map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED").toList());
  }

  private static boolean isKryo(SparkConf conf) {
    return conf.get(SERIALIZER, JAVA).equals(KRYO);
  }

  private static boolean hasRegistrator(SparkConf conf) {
    return List.of(conf.get(REGISTRATOR, "").split("\\s*,\\s*"))
        .contains(ConvoyKryoRegistrator.class.getName());
  }
}
