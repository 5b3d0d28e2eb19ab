/** Parameters in files: safetensors with the names and orders of PyTorch. */
package dev.convoy.weights;
