import './trust';
import { render } from 'preact';
import 'leaflet/dist/leaflet.css';
import './styles/tokens.css';
import './styles/frame.css';
import './styles/parts.css';
import './styles/map.css';
import './styles/imports.css';
import './styles/narrow.css';
import { App, start } from './panels/App';
import { readSettings } from './settings';
import { followAddress, heedAddress, readAddress } from './state/address';
import { followChanges } from './state/liveChanges';
import { followScope } from './state/scope';
import { followSelection } from './state/selection';
import { followTrialGain } from './state/trialGain';
import { followTrial } from './state/whatIf';

const root = document.getElementById('app');
if (root) {
  void readSettings();
  readAddress();
  followScope();
  followTrial();
  followTrialGain();
  followSelection();
  followChanges();
  followAddress();
  heedAddress();
  render(<App />, root);
  void start();
}
