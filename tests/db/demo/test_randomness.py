"""Streams of random numbers that depend on nothing but seed and theme."""

import numpy as np
import pytest

from db.demo.randomness import Stream


def test_the_words_never_change() -> None:
    # The first line of NumPy's own test data for PCG64, and what follows from it for our seeds.
    assert np.random.PCG64(0xDEADBEAF).random_raw() == 0x60D24054E17A0698
    assert Stream(1, "x").words(2).tolist() == [0xDB09B47154823D13, 0x78F4A76D54FC8114]


def test_equal_seeds_and_themes_repeat_and_others_differ() -> None:
    words = Stream(7, "names").words(8).tolist()
    assert Stream(7, "names").words(8).tolist() == words
    assert Stream(8, "names").words(8).tolist() != words
    assert Stream(7, "codes").words(8).tolist() != words


def test_uniform_numbers_fill_the_half_open_interval() -> None:
    numbers = Stream(1, "uniform").uniform(20_000)
    assert numbers.min() >= 0.0
    assert numbers.max() < 1.0
    assert abs(numbers.mean() - 0.5) < 0.01
    assert (numbers * 2.0**53 == np.floor(numbers * 2.0**53)).all()


def test_integers_take_every_value_below_the_bound() -> None:
    assert set(Stream(1, "integers").integers(1_000, 5).tolist()) == {0, 1, 2, 3, 4}
    assert Stream(1, "integers").integers(0, 5).tolist() == []
    stream = Stream(1, "draws")
    assert {stream.draw(3) for _ in range(2_000)} == {0, 1, 2}


def test_a_choice_of_weight_zero_is_never_taken() -> None:
    chosen = Stream(1, "choices").choices(4_000, np.array([1, 0, 3]))
    assert set(chosen.tolist()) == {0, 2}
    assert 0.2 < (chosen == 0).mean() < 0.3
    stream = Stream(1, "picks")
    assert {stream.pick((("a", 1), ("b", 0), ("c", 2))) for _ in range(200)} == {"a", "c"}


def test_nothing_can_be_picked_without_weights() -> None:
    with pytest.raises(ValueError, match="nothing with a weight"):
        Stream(1, "picks").pick((("a", 0),))


def test_shuffling_keeps_every_value() -> None:
    values = np.arange(50)
    shuffled = Stream(1, "order").shuffled(values)
    assert shuffled.tolist() != values.tolist()
    assert sorted(shuffled.tolist()) == values.tolist()


def test_a_sample_is_of_the_eligible_and_has_its_least_size() -> None:
    eligible = np.array([True] * 10 + [False] * 10)
    half = Stream(1, "sample").sample(eligible, 0.5)
    assert half.sum() == 5
    assert not half[10:].any()
    assert Stream(1, "sample").sample(eligible, 0.0, at_least=2).sum() == 2
    assert Stream(1, "sample").sample(~eligible & eligible, 0.5, at_least=2).sum() == 0
