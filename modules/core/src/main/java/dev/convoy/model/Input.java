package dev.convoy.model;

import dev.convoy.tensor.Shape;
import java.io.Serializable;

/**
 * A named input of a model.
 *
 * @param name the input's name
 * @param shape the shape of one example
 */
public record Input(String name, Shape shape) implements Serializable {}
