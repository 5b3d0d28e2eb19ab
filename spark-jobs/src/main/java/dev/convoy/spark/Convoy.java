package dev.convoy.spark;

/** The main class of the jar for spark-submit. */
public final class Convoy {

  private Convoy() {}

  /** Prints that there is nothing to run yet. */
  public static void main(String[] arguments) {
    System.out.println("convoy");
  }
}
