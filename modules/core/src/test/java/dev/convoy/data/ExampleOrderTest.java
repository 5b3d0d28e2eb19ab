package dev.convoy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.random.CounterRandom;
import dev.convoy.random.Permutation;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In which order workers go through their examples, and what they read for it. */
@Seeded
class ExampleOrderTest {
  private static final Shape PIXEL = Shape.of(1, 1, 1);

  /** Sizes, workers, block and group sizes of all kinds. */
  static Stream<ExampleOrder> orders() {
    return LongStream.range(0, 300)
        .mapToObj(
            i -> {
              long key = CounterRandom.key(TestRandom.SEED, i);
              Sharding sharding =
                  new Sharding(1 + below(key, 0, 500), 1 + below(key, 1, 9), 1 + below(key, 2, 60));
              return new ExampleOrder(sharding, 1 + below(key, 3, 6), i);
            });
  }

  private static int below(long key, int counter, int bound) {
    return (int) (CounterRandom.uniform(key, counter) * bound);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void anEpochHoldsEachExampleOnceHoweverItIsCutIntoRounds(ExampleOrder order) {
    int epoch = 1 + below(order.seed(), 7, 20);
    int count = 1 + below(order.seed(), 8, 200);
    List<Long> all = new ArrayList<>();
    for (int worker = 0; worker < order.sharding().workers(); worker++) {
      List<Long> inRounds = new ArrayList<>();
      for (long first = 0; first < order.sharding().size(); first += count) {
        inRounds.addAll(positions(order, worker, new ReadRange(epoch, first, count)));
      }

      assertThat(inRounds)
          .isEqualTo(positions(order, worker, new ReadRange(epoch, 0, Long.MAX_VALUE)));
      all.addAll(inRounds);
    }
    assertThat(all.stream().sorted())
        .containsExactlyElementsOf(LongStream.range(0, all.size()).boxed().toList());
    assertThat(all).hasSize((int) order.sharding().size());
  }

  @ParameterizedTest
  @MethodSource("orders")
  void everythingIsReadInTheOrderOfPositionsABlockAtATime(ExampleOrder order) {
    for (int worker = 0; worker < order.sharding().workers(); worker++) {
      long first = order.sharding().first(worker);
      long end = order.sharding().first(worker + 1);

      assertThat(positions(order, worker, ReadRange.everything()))
          .isEqualTo(LongStream.range(first, end).boxed().toList());
      assertThat(order.groups(worker, ReadRange.everything()))
          .allMatch(group -> group.blocks().size() == 1);
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void aReadingTouchesOnlyTheGroupsOfItsExamples(ExampleOrder order) {
    ReadRange reading = new ReadRange(3, below(order.seed(), 7, 100), below(order.seed(), 8, 100));
    for (int worker = 0; worker < order.sharding().workers(); worker++) {
      List<ShuffleGroup> groups = order.groups(worker, reading);
      List<Long> positions = positions(order, worker, reading);

      for (ShuffleGroup group : groups) {
        assertThat(group.blocks().size()).isLessThanOrEqualTo(order.groupBlocks());
        assertThat(positions)
            .anyMatch(p -> group.blocks().stream().anyMatch(b -> b.from() <= p && p < b.to()));
      }
    }
  }

  /** Small data keep the order that they had before there were groups. */
  @Test
  void theExamplesOfOneGroupArePermutedByTheKeyOfTheEpoch() {
    ExampleOrder order = new ExampleOrder(new Sharding(101, 3, 10), 5, 42);
    for (int worker = 0; worker < 3; worker++) {
      long first = order.sharding().first(worker);
      int share = (int) (order.sharding().first(worker + 1) - first);
      Permutation expected = new Permutation(share, CounterRandom.key(42, 3, 7, worker));

      assertThat(positions(order, worker, new ReadRange(7, 0, Long.MAX_VALUE)))
          .isEqualTo(
              LongStream.range(0, share).map(i -> first + expected.apply(i)).boxed().toList());
    }
  }

  @Test
  void theExamplesOfAGroupAreMixedAcrossItsBlocks() {
    ExampleOrder order = new ExampleOrder(new Sharding(4000, 1, 100), 4, 1);
    List<Long> positions = positions(order, 0, new ReadRange(1, 0, 400));

    Set<Long> blocksOfAFewExamples = new HashSet<>();
    positions.subList(0, 40).forEach(position -> blocksOfAFewExamples.add(position / 100));

    assertThat(blocksOfAFewExamples).hasSize(4);
    assertThat(positions.stream().map(position -> position / 100).distinct()).hasSize(4);
  }

  @Test
  void theSeedTheEpochAndTheWorkerEachChangeTheBlocksAndTheExamples() {
    ExampleOrder order = new ExampleOrder(new Sharding(10_000, 2, 100), 4, 1);
    List<List<Long>> orders =
        List.of(
            relative(order, 0, 1),
            relative(order, 0, 2),
            relative(order, 1, 1),
            relative(new ExampleOrder(order.sharding(), 4, 2), 0, 1));

    assertThat(orders).doesNotHaveDuplicates();
    // the blocks of the first group are others, too
    assertThat(
            orders.stream()
                .map(o -> o.subList(0, 400).stream().map(p -> p / 100).sorted().distinct().toList())
                .distinct())
        .hasSize(4);
    assertThat(relative(order, 0, 1)).isEqualTo(orders.get(0));
  }

  private static List<Long> relative(ExampleOrder order, int worker, int epoch) {
    long first = order.sharding().first(worker);
    return positions(order, worker, new ReadRange(epoch, 0, Long.MAX_VALUE)).stream()
        .map(position -> position - first)
        .toList();
  }

  @Test
  void groupsOfAnEpochAreOrderedByKeysOfTheirOwn() {
    ExampleOrder order = new ExampleOrder(new Sharding(2000, 1, 100), 2, 1);
    List<ShuffleGroup> groups = order.groups(0, new ReadRange(1, 0, Long.MAX_VALUE));

    assertThat(groups).hasSize(10);
    assertThat(
            groups.stream()
                .map(group -> group.order().orElseThrow())
                .map(p -> LongStream.range(0, 200).map(p::apply).boxed().toList()))
        .doesNotHaveDuplicates();
  }

  @Test
  void aFeedPullsAGroupWhenItsFirstExampleIsDue() {
    ExampleOrder order = new ExampleOrder(new Sharding(60, 1, 10), 2, 1);
    ReadRange reading = new ReadRange(1, 15, 30);
    List<PositionRange> pulled = new ArrayList<>();
    Iterator<Block> blocks = blocks(order.groups(0, reading), pulled);

    ExampleCursor cursor = order.cursor(0, reading, blocks);
    assertThat(pulled).isEmpty();
    advance(cursor, 5);
    assertThat(pulled).hasSize(2);
    advance(cursor, 1);
    assertThat(pulled).hasSize(4);
    advance(cursor, 24);
    assertThat(cursor.remaining()).isZero();
    assertThat(pulled).hasSize(6);
    assertThat(blocks.hasNext()).isFalse();
  }

  @Test
  void aBlockOfOtherPositionsIsRefused() {
    ExampleOrder order = new ExampleOrder(new Sharding(20, 1, 10), 1, 1);
    PositionRange wrong = new PositionRange(3, 13);
    ExampleCursor cursor =
        order.cursor(0, ReadRange.everything(), List.of(Block.blank(PIXEL, wrong)).iterator());

    assertThatThrownBy(cursor::advance)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("worker 0 got 10 examples from 3 for PositionRange[from=0, to=10]");
  }

  private static void advance(ExampleCursor cursor, int times) {
    for (int i = 0; i < times; i++) {
      cursor.advance();
    }
  }

  private static List<Long> positions(ExampleOrder order, int worker, ReadRange reading) {
    ExampleCursor cursor =
        order.cursor(worker, reading, blocks(order.groups(worker, reading), new ArrayList<>()));
    List<Long> positions = new ArrayList<>();
    while (cursor.remaining() > 0) {
      cursor.advance();
      assertThat(cursor.label()).isEqualTo((int) cursor.position());
      positions.add(cursor.position());
    }
    return positions;
  }

  /** Blocks whose labels are their positions; notes which were pulled. */
  private static Iterator<Block> blocks(List<ShuffleGroup> groups, List<PositionRange> pulled) {
    return groups.stream().flatMap(group -> group.blocks().stream()).toList().stream()
        .map(
            range -> {
              pulled.add(range);
              int[] labels =
                  LongStream.range(range.from(), range.to()).mapToInt(p -> (int) p).toArray();
              return new Block(PIXEL, range.from(), new byte[labels.length], labels);
            })
        .iterator();
  }
}
