package dev.convoy.layer;

/**
 * The tail of the standard normal distribution, Φ(−v) = ½ · erfc(v / √2) for v from 0 to {@link
 * #LIMIT}, in double precision and like {@link Exponential} of operations that give the same bits
 * everywhere, in loops that the compiler turns into vectors. Its relative error is below 2e-11
 * wherever v · Φ(−v) is not zero as a float.
 *
 * <p>Φ(−v) is e^(−v²/2) times something smooth, which is t · p(t − 0.6) with t = 1 / (1 + 0.3 · v).
 * The polynomial p agrees with it at the Chebyshev nodes of all t; its coefficients were computed
 * with 60 digits.
 */
final class NormalTail {
  /** From here on, v · Φ(−v) rounds to zero as a float. */
  static final double LIMIT = 15;

  private static final double CENTRE = 0.6;
  private static final double C0 = 0.2585726778363389;
  private static final double C1 = 0.4051367399133435;
  private static final double C2 = 0.4137451432674356;
  private static final double C3 = 0.2253570539627168;
  private static final double C4 = -0.013835881355352278;
  private static final double C5 = -0.09109263680651498;
  private static final double C6 = -0.007245307887559123;
  private static final double C7 = 0.044936967061088615;
  private static final double C8 = -0.00149916055470987;
  private static final double C9 = -0.02569723458479683;
  private static final double C10 = 0.009172489445074445;
  private static final double C11 = 0.013192843816257887;
  private static final double C12 = -0.01187297422158705;
  private static final double C13 = -0.00398797339856295;
  private static final double C14 = 0.0077153839380401075;

  private NormalTail() {}

  /** The v that belongs to a number: its distance from 0, at most {@link #LIMIT}. */
  static double distance(double x) {
    return Math.min(Math.abs(x), LIMIT);
  }

  /**
   * Overwrites {@code tails} with Φ(−v) and {@code bells} with e^(−v²/2) for the v of each x. The
   * polynomial is cut into two loops, for the compiler leaves long ones as they are.
   */
  static void tails(int count, double[] x, double[] tails, double[] bells) {
    for (int i = 0; i < count; i++) {
      bells[i] = 1 / (1 + 0.3 * distance(x[i])) - CENTRE;
    }
    for (int i = 0; i < count; i++) {
      double u = bells[i];
      double p = Math.fma(C14, u, C13);
      p = Math.fma(p, u, C12);
      p = Math.fma(p, u, C11);
      p = Math.fma(p, u, C10);
      p = Math.fma(p, u, C9);
      p = Math.fma(p, u, C8);
      tails[i] = Math.fma(p, u, C7);
    }
    for (int i = 0; i < count; i++) {
      double u = bells[i];
      double p = Math.fma(tails[i], u, C6);
      p = Math.fma(p, u, C5);
      p = Math.fma(p, u, C4);
      p = Math.fma(p, u, C3);
      p = Math.fma(p, u, C2);
      p = Math.fma(p, u, C1);
      p = Math.fma(p, u, C0);
      tails[i] = p * (u + CENTRE);
    }
    for (int i = 0; i < count; i++) {
      double v = distance(x[i]);
      bells[i] = -0.5 * v * v;
    }
    Exponential.power(count, bells);
    for (int i = 0; i < count; i++) {
      tails[i] *= bells[i];
    }
  }
}
