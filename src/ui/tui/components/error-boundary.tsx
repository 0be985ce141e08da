import { Component, type ReactNode } from 'react';

interface Props {
  readonly onError: (error: unknown) => void;
  readonly children: ReactNode;
}

interface State {
  readonly broken: boolean;
}

/**
 * Catches what a component throws while drawing. Ink's own boundary draws the error on the alternate screen, where it
 * vanishes with it; this one draws nothing and tells, so that the error is printed once the terminal is restored.
 */
export class ErrorBoundary extends Component<Props, State> {
  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override readonly state: State = { broken: false };

  override componentDidCatch(error: unknown): void {
    this.props.onError(error);
  }

  override render(): ReactNode {
    return this.state.broken ? null : this.props.children;
  }
}
