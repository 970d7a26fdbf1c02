import { Button } from 'react-aria-components';
import { CopyButton } from '../../controls/copy-button.tsx';
import { scenarios } from '../../scenarios/index.ts';
import type { RunState } from '../../scenarios/run-scenario.ts';
import type { Dictionary } from '../../text/en.ts';
import { useText } from '../../text/use-text.tsx';
import './scenarios.css';
import { useScenarios } from './use-scenarios.ts';

/** The stories: each plays itself on the phone and in the inboxes, and says when it is your turn. */
export const ScenariosPanel = () => {
  const { t } = useText();
  const { run, play, stop } = useScenarios();
  const isPlaying = run?.state === 'running' || run?.state === 'waiting';
  return (
    <div className="tool-page">
      <p className="hint">{t('scenariosHint')}</p>
      <ol className="scenario-list">
        {scenarios.map((scenario) => (
          <li key={scenario.id}>
            <Button
              className="button scenario"
              onPress={() => play(scenario)}
              aria-current={run?.scenario.id === scenario.id || undefined}
            >
              {t(scenario.title)}
            </Button>
          </li>
        ))}
      </ol>
      {run && (
        <section className="card" aria-labelledby="scenario-title">
          <div className="section-head">
            <h3 id="scenario-title">{t(run.scenario.title)}</h3>
            {isPlaying && (
              <Button className="button small" onPress={stop}>
                {t('stopScenario')}
              </Button>
            )}
          </div>
          <Steps run={run} />
          <p role="status" className={run.state === 'failed' ? 'trouble' : 'hint'}>
            {t(outcomes[run.state], { reason: run.reason ?? '' })}
          </p>
        </section>
      )}
    </div>
  );
};

const outcomes: Record<RunState['state'], keyof Dictionary> = {
  running: 'scenarioRunning',
  waiting: 'scenarioWaiting',
  done: 'scenarioDone',
  stopped: 'scenarioStopped',
  failed: 'failed',
};

const Steps = ({ run: { scenario, at, state, shown } }: { run: RunState }) => {
  const { t } = useText();
  return (
    <ol className="story">
      {scenario.steps.map(({ words, act }, index) => {
        const isPast = index < at || state === 'done';
        const isNow = index === at && !isPast;
        return (
          <li key={words} data-past={isPast || undefined} aria-current={isNow ? 'step' : undefined}>
            <span>
              {t(words)}
              {isNow && !act && state === 'waiting' && <em className="your-turn"> {t('yourTurn')}</em>}
            </span>
            {index === at && shown.length > 0 && (
              <dl className="story-shown">
                {shown.map(({ label, value }) => (
                  <div key={label} className="copyable">
                    <dt className="copyable-label">{t(label)}</dt>
                    <dd>
                      <code>{value}</code>
                    </dd>
                    <dd>
                      <CopyButton text={value} />
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        );
      })}
    </ol>
  );
};
