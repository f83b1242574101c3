namespace Workbook.Experiments.Rows;

/// <summary>Finite steps of the logits of one head, random and in the worst direction, over all query positions with at least two tokens.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Temperature">T; it multiplies the model's own.</param>
/// <param name="Epsilon">ε, the length of the step.</param>
/// <param name="Random">Mean of ||Δa||_2/ε in a random direction.</param>
/// <param name="Adversarial">Mean of ||Δa||_2/ε along ±, the greater, the Jacobian's top eigenvector.</param>
/// <param name="AdversarialMax">Its greatest value.</param>
/// <param name="Bound">The sharp bound sqrt 2 · tanh(ε/(2 sqrt 2 T))/ε.</param>
/// <param name="Count">How many query positions.</param>
public sealed record HeadStepRow(string Text, int Layer, int Head, double Temperature, double Epsilon, double Random, double Adversarial, double AdversarialMax, double Bound, int Count);
